import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** Where Docker puts the secret `redis`. */
export const DEFAULT_PASSWORD_FILE = '/run/secrets/redis';

// The text given to each rule says what is allowed; the error puts it behind the name of the key.
const text = (allowed: string) => z.string(allowed).min(1, allowed);
const wholeNumber = (min: number, max: number) => {
  const allowed = `a whole number from ${min} to ${max}`;
  return z.int(allowed).min(min, allowed).max(max, allowed);
};
const oneOf = <const T extends readonly string[]>(words: T) => z.enum(words, `one of ${words.join(', ')}`);

const configSchema = z.strictObject(
  {
    hashRate: wholeNumber(0, 1_000_000_000),
    difficultyBits: wholeNumber(1, 40),
    claimMode: oneOf(['queue', 'naive']),
    logLevel: oneOf(['debug', 'info', 'warn', 'error']),
    redis: z.strictObject(
      {
        host: text('a host name'),
        port: wholeNumber(1, 65535),
        passwordFile: text('the path of a file').default(DEFAULT_PASSWORD_FILE),
      },
      'a map with host, port and passwordFile',
    ),
  },
  'a map with hashRate, difficultyBits, claimMode, logLevel and redis',
);

/** The configuration of the miner, as its YAML file has it. */
export type Config = z.infer<typeof configSchema>;

/** Reads the configuration; throws a ConfigError that says where it is wrong and what is allowed there. */
export function readConfig(file: string): Config {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the configuration ${file} cannot be read (${why}); MINER_CONFIG names another file`);
  }
  return parseConfig(source, file);
}

/** The same for a text that has been read; the name of the file is for messages only. */
export function parseConfig(source: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    throw new ConfigError(`${file}, line ${lines.linePos(broken.pos[0]).line}: this is no YAML: ${broken.message}`);
  }
  const result = configSchema.safeParse(plainValue(document, file));
  if (result.success) return result.data;
  // A misspelt key is both unknown and missing; the first of these is what its writer sees in the file.
  const { issues } = result.error;
  const issue = issues.find((each) => each.code === 'unrecognized_keys') ?? issues[0];
  if (!issue) throw result.error;

  throw new ConfigError(complaint(issue, document, (keys) => `${file}, line ${lineOf(document, lines, keys)}`));
}

/** The sentence about a value that is not as it should be. */
function complaint(issue: z.core.$ZodIssue, document: Document, where: (keys: string[]) => string): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const key = [...path, issue.keys[0] ?? ''];
    const known = Object.keys(path.length === 0 ? configSchema.shape : configSchema.shape.redis.shape);
    return `${where(key)}: there is no key ${key.join('.')}; the keys are ${known.join(', ')}`;
  }
  const what = path.length === 0 ? 'the file' : path.join('.');
  const found = document.getIn(path);
  // A list or a map is shown as JSON: on one line, whatever its size in the file.
  const is = found === undefined ? 'is missing' : `is ${found === null ? 'empty' : JSON.stringify(found)}`;
  return `${where(path)}: ${what} ${is}; it has to be ${issue.message}`;
}

/** The line of a key; of the key above it when it is missing. */
function lineOf(document: Document, lines: LineCounter, keys: string[]): number {
  const parent = keys.length > 1 ? document.getIn(keys.slice(0, -1), true) : document.contents;
  const key = isMap(parent) ? parent.items.find((each) => String(each.key) === keys.at(-1))?.key : undefined;
  if (key === undefined && keys.length > 1) return lineOf(document, lines, keys.slice(0, -1));
  const node = key ?? parent;
  return lines.linePos((isNode(node) && node.range?.[0]) || 0).line || 1;
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor is found here only.
    throw new ConfigError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
