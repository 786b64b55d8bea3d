import type { ArgDef, ArgsDef } from 'citty';
import { LabError } from '../contract/index.ts';

/** Refuses arguments that the command does not know, with a sentence: citty takes them in silence. */
export function checkOptions(
  command: string,
  args: ArgsDef,
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  const complaint = keptByNpm(command, args, env) ?? complaintAbout(command, args, given);
  if (complaint) throw new LabError('badConfig', `${complaint} ${howTo(command)} explains the options.`);
}

const NPM_SCRIPTS = ['dev', 'verify', 'rehearse', 'bench'];

/** How a person types the command, as far as npm has it. */
function howTo(command: string, options = '--help'): string {
  if (command === 'start' || command === 'test') return `npm ${command} -- ${options}`;
  return NPM_SCRIPTS.includes(command) ? `npm run ${command} -- ${options}` : `npx devcoin-lab ${command} ${options}`;
}

/** `npm start --port 8080` gives the option to npm, which keeps it to itself (and in its environment). */
function keptByNpm(
  command: string,
  args: ArgsDef,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  for (const name of ['port', 'host', 'domain', 'data', 'seats', 'provider']) {
    const value = env[`npm_config_${name}`];
    if (value && Object.hasOwn(args, name)) {
      return `npm kept --${name} to itself: two dashes have to come first, as in ${howTo(command, `--${name} ${value}`)}.`;
    }
  }
  return undefined;
}

function complaintAbout(command: string, args: ArgsDef, given: readonly string[]): string | undefined {
  const words: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const token = given[i] ?? '';
    if (token === '--') break;
    if (!token.startsWith('-') || token === '-') {
      words.push(token);
      continue;
    }
    const found = findOption(args, token);
    if (!found) return unknownOption(command, args, token);
    const complaint = found.takesValue ? missingValue(found, token, given[i + 1]) : needlessValue(found, token);
    if (complaint) return complaint;
    if (found.takesValue && !token.includes('=')) i++;
  }
  return tooManyWords(command, args, words);
}

interface FoundOption {
  readonly name: string;
  readonly definition: ArgDef;
  readonly takesValue: boolean;
}

function findOption(args: ArgsDef, token: string): FoundOption | undefined {
  const bare = token.replace(/^--?/, '').split('=')[0] ?? '';
  for (const [name, definition] of Object.entries(args)) {
    if (definition.type === 'positional') continue;
    const aliases = 'alias' in definition && definition.alias ? [definition.alias].flat() : [];
    const isBoolean = definition.type === 'boolean' || definition.type === undefined;
    const names = [name, ...aliases, ...(isBoolean ? [`no-${name}`] : [])];
    if (names.includes(bare)) return { name, definition, takesValue: !isBoolean };
  }
  return undefined;
}

function unknownOption(command: string, args: ArgsDef, token: string): string {
  const names = Object.entries(args).flatMap(([name, { type }]) => (type === 'positional' ? [] : [`--${name}`]));
  const like = nearest(token.split('=')[0] ?? '', names);
  return `${command} has no option ${token.split('=')[0]}.${like ? ` ${like} is near.` : ''}`;
}

function missingValue({ name, definition }: FoundOption, token: string, next: string | undefined): string | undefined {
  const [, inline] = token.split(/=(.*)/s);
  const value = inline ?? next;
  if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
    return `--${name} needs a value, as in --${name} ${'valueHint' in definition && definition.valueHint ? `<${definition.valueHint}>` : '<value>'}.`;
  }
  if (definition.type === 'enum' && definition.options && !definition.options.includes(value)) {
    return `--${name} is ${definition.options.join(' or ')}, not ${value}.`;
  }
  return undefined;
}

function needlessValue({ name }: FoundOption, token: string): string | undefined {
  if (!token.includes('=') || /=(true|false)$/.test(token)) return undefined;
  return `--${name} takes no value: write --${name} alone.`;
}

function tooManyWords(command: string, args: ArgsDef, words: readonly string[]): string | undefined {
  const places = Object.entries(args).filter(([, { type }]) => type === 'positional');
  // A last place whose hint ends in … takes any number of words.
  if (places.some(([, { valueHint }]) => valueHint?.endsWith('…'))) return undefined;
  const extra = words[places.length];
  return extra === undefined ? undefined : `${command} does not know what to do with ${extra}.`;
}

/** The name that was likely meant, if one is near enough. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, steps: editDistance(typed, name) }));
  const best = near.toSorted((a, b) => a.steps - b.steps)[0];
  return best && best.steps <= Math.max(2, Math.floor(typed.length / 3)) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
