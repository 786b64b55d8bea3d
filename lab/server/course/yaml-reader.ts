import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Report } from './rules.ts';
import { schemaSentences } from './schema-sentences.ts';

export interface ReadYaml<T> {
  /** Absent when something was reported. */
  readonly value?: T;
  /** The line of the value at a path, or of the nearest thing around it that is there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads YAML by a schema; whatever does not fit is reported with its line. */
export function readYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  { report, firstLine }: { report: Report; firstLine: number },
): ReadYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line + firstLine - 1;
  const lineOf = (path: readonly PropertyKey[]): number => lineAt(offsetOf(document.contents, path));

  for (const error of document.errors) report('yaml', lineAt(error.pos[0]), `The YAML has a mistake: ${error.message}`);
  if (document.errors.length > 0) return { lineOf };
  const data = toData(document, (message) => report('yaml', firstLine, message));
  if (data === undefined) return { lineOf };
  const parsed = schema.safeParse(data.value);
  if (parsed.success) return { value: parsed.data, lineOf };
  for (const { path, message } of schemaSentences(parsed.error.issues, data.value, schema)) {
    report('schema', lineOf(path), message);
  }
  return { lineOf };
}

/** What the document says; aliases that point nowhere or multiply without end are mistakes too. */
function toData(
  document: ReturnType<typeof parseDocument>,
  complain: (message: string) => void,
): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) as unknown };
  } catch (error) {
    complain(`The YAML cannot be used: ${(error as Error).message}`);
    return undefined;
  }
}

function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node = contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (!pair) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (node === undefined) return offset;
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
