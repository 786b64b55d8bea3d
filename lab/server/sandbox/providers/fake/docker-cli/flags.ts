import { BAD_FLAG, CliMistake, type FlagSpec, type Flags } from './command.ts';

/** Sorts a call's words into options and arguments. */
export function parseFlags(words: readonly string[], spec: FlagSpec, name: string): { flags: Flags; args: string[] } {
  const found = new Map<string, string[]>();
  const args: string[] = [];
  const reader: FlagReader = {
    spec,
    name,
    todo: [...words],
    put: (key, value) => found.set(key, [...(found.get(key) ?? []), value]),
  };
  for (let word = reader.todo.shift(); word !== undefined; word = reader.todo.shift()) {
    if (word === '--') args.push(...reader.todo.splice(0));
    else if (word.startsWith('--')) takeLong(word, reader);
    else if (/^-./.test(word)) takeShort(word, reader);
    else {
      args.push(word);
      if (spec.stopsAtArgument) args.push(...reader.todo.splice(0));
    }
  }
  const last = (key: string) => found.get(key)?.at(-1);
  return {
    flags: {
      has: (key) => found.has(key) && last(key) !== 'false',
      value: last,
      values: (key) => found.get(key) ?? [],
    },
    args,
  };
}

interface FlagReader {
  readonly spec: FlagSpec;
  readonly name: string;
  /** Words that are not read yet. */
  readonly todo: string[];
  put(key: string, value: string): void;
}

/** `--name value` and `--name=value`. */
function takeLong(word: string, reader: FlagReader): void {
  const [, key = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const kind = Object.hasOwn(reader.spec.long, key) ? reader.spec.long[key] : undefined;
  if (!kind) throw unknownFlag(`--${key}`, reader);
  reader.put(key, inline ?? (kind === 'flag' ? 'true' : needValue(`--${key}`, reader)));
}

/** `-q`, `-aq`, `-f value` and `-fvalue`. */
function takeShort(word: string, reader: FlagReader): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? '';
    const key = reader.spec.short?.[letter];
    if (key === undefined)
      throw new CliMistake(
        `unknown shorthand flag: '${letter}' in ${word}\nSee 'docker ${reader.name} --help'.`,
        BAD_FLAG,
      );
    if (reader.spec.long[key] !== 'flag') {
      reader.put(key, word.slice(i + 1).replace(/^=/, '') || needValue(`-${letter}`, reader));
      return;
    }
    reader.put(key, 'true');
  }
}

function needValue(flag: string, { todo, name }: FlagReader): string {
  const value = todo.shift();
  if (value !== undefined) return value;
  throw new CliMistake(`flag needs an argument: ${flag}\nSee 'docker ${name} --help'.`, BAD_FLAG);
}

function unknownFlag(flag: string, { spec, name }: FlagReader): CliMistake {
  const known = Object.keys(spec.long).map((f) => `--${f}`);
  return new CliMistake(
    `unknown flag: ${flag}\nThe practice nodes of the demonstration know these for docker ${name}: ${known.join(' ') || 'none'}`,
    BAD_FLAG,
  );
}
