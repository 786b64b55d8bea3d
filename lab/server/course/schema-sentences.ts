import { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
/** The parts of a JSON Schema that tell which keys are known where. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly const?: unknown;
}

/** A finding of a schema as a sentence that says where, what is wanted and what is there. */
export interface SchemaSentence {
  readonly path: Path;
  readonly message: string;
}

/** The sentences for what a schema found in data. */
export function schemaSentences(issues: readonly Issue[], data: unknown, schema: z.ZodType): readonly SchemaSentence[] {
  return issues.flatMap((issue) => {
    const deeper = nearestBranch(issue);
    if (deeper) return schemaSentences(deeper, data, schema);
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: issue.path, message: `${nameOf(issue.path)}: ${wordsFor(issue, data, schema)}` }];
    }
    const known = knownKeys(z.toJSONSchema(schema, { io: 'input' }) as Shape, issue.path, data);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { path, message: `${nameOf(path)}: there is no such key. Known here: ${known.join(', ')}` };
    });
  });
}

/** Of the alternatives at a place the one that was likely meant: what it lacks is further in. Its findings have whole paths. */
function nearestBranch(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const branch = issue.errors.find((errors) => errors.some((e) => e.path.length > 0 || e.code === 'unrecognized_keys'));
  return branch?.map((error) => ({ ...error, path: [...issue.path, ...error.path] }));
}

/** `checks[1].role`, as one would write it. */
function nameOf(path: Path): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return name === '' ? 'The whole' : name.replace(/^\./, '');
}

function wordsFor(issue: Issue, data: unknown, schema: z.ZodType): string {
  const found = valueAt(data, issue.path);
  const wanted = wantedBy(issue, schema, issue.path);
  if (wanted)
    return found === undefined ? `is missing, expected ${wanted}` : `expected ${wanted}, found ${show(found)}`;
  if (issue.code === 'too_small') return `needs at least ${size(issue.minimum, issue.origin)}`;
  if (issue.code === 'too_big') return `may have at most ${size(issue.maximum, issue.origin)}, has ${sizeOf(found)}`;
  if (issue.code === 'invalid_format' && 'pattern' in issue && issue.message.startsWith('Invalid')) {
    return `${show(found)} does not fit ${issue.pattern}`;
  }
  return `${issue.message}, found ${show(found)}`;
}

/** What a value should be, where that is a matter of kind or choice. */
function wantedBy(issue: Issue, schema: z.ZodType, path: Path): string | undefined {
  if (issue.code === 'invalid_type' && issue.expected === 'object') return keysAt(schema, path);
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return choice(issue.values.map((value) => JSON.stringify(value)));
  if (issue.code !== 'invalid_union') return undefined;
  if (issue.errors.length === 0) return choice(constantsAt(schema, path));
  const branches = issue.errors.map((errors) => errors[0]).filter((first) => first !== undefined);
  return choice(branches.map((first) => wantedBy(first, schema, path) ?? first.message));
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
};

function choice(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'another value') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function size(limit: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit ? `${limit} ${unit[Number(limit) === 1 ? 0 : 1]}` : String(limit);
}

function sizeOf(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value) ? String(value.length) : show(value);
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], data);
}

/** The constants that may stand at a path, from every branch. */
function constantsAt(schema: z.ZodType, path: Path): string[] {
  const key = String(path.at(-1));
  const shape = descend(z.toJSONSchema(schema, { io: 'input' }) as Shape, path.slice(0, -1));
  return (shape.oneOf ?? []).map((branch) => JSON.stringify(branch.properties?.[key]?.const));
}

function keysAt(schema: z.ZodType, path: Path): string {
  const keys = knownKeys(z.toJSONSchema(schema, { io: 'input' }) as Shape, path, undefined);
  return keys.length === 0 ? 'keys with values' : `keys (${keys.join(', ')})`;
}

function knownKeys(shape: Shape, path: Path, data: unknown): string[] {
  const at = descend(shape, path);
  const value = valueAt(data, path) as { kind?: unknown } | undefined;
  const branch = at.oneOf?.find((one) => one.properties?.kind?.const === value?.kind) ?? at;
  return Object.keys(branch.properties ?? branch.anyOf?.find((one) => one.properties)?.properties ?? {});
}

function descend(shape: Shape, path: Path): Shape {
  return path.reduce<Shape>((at, key) => {
    if (typeof key === 'number') return at.items ?? {};
    const branches = [at, ...(at.oneOf ?? []), ...(at.anyOf ?? [])];
    return branches.find((one) => one.properties?.[String(key)])?.properties?.[String(key)] ?? {};
  }, shape);
}
