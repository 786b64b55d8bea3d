import type { ProgramIo, Session } from '../program.ts';

/** How an option is written: alone, with a value, or with a value and several times. */
export type FlagKind = 'flag' | 'value' | 'list';

/** The options of a command; `short` gives the letters. */
export interface FlagSpec {
  readonly long: Readonly<Record<string, FlagKind>>;
  readonly short?: Readonly<Record<string, string>>;
  /** What stands behind the first argument belongs to a program in a container. */
  readonly stopsAtArgument?: boolean;
}

/** The options of one call. */
export interface Flags {
  has(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

export interface Call {
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly io: ProgramIo;
  readonly session: Session;
}

export interface DockerCommand {
  /** Behind the command's name in its usage line. */
  readonly usage: string;
  readonly spec: FlagSpec;
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [number, number];
  readonly run: (call: Call) => number | Promise<number>;
}

/** What the command line itself refuses, before it asks an engine. */
export class CliMistake extends Error {
  readonly status: number;
  constructor(sentence: string, status = 1) {
    super(sentence);
    this.name = 'CliMistake';
    this.status = status;
  }
}

/** Exit code of the command line for an option it does not know. */
export const BAD_FLAG = 125;

export const ANY = Number.POSITIVE_INFINITY;

/** `node.labels.a=b` as key and value. */
export function keyValue(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A whole number of an option. */
export function wholeNumber(text: string, flag: string): number {
  if (!/^\d+$/.test(text))
    throw new CliMistake(
      `invalid argument "${text}" for "--${flag}" flag: strconv.ParseUint: parsing "${text}": invalid syntax`,
      BAD_FLAG,
    );
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m30s` in ms. */
export function durationMs(text: string, flag: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== text)
    throw new CliMistake(`invalid argument "${text}" for "--${flag}" flag: time: invalid duration "${text}"`, BAD_FLAG);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** Does something for each argument; a refusal of one is told and does not stop the others. */
export async function forEachArgument(call: Call, act: (arg: string) => string | undefined): Promise<number> {
  let status = 0;
  for (const arg of call.args) {
    try {
      const said = act(arg);
      if (said !== undefined) await call.io.out(`${said}\n`);
    } catch (error) {
      call.io.err(`${sentenceOf(error)}\n`);
      status = 1;
    }
  }
  return status;
}

/** What the command line prints of an error. */
export function sentenceOf(error: unknown): string {
  if (error instanceof CliMistake) return error.message;
  if (error instanceof Error && error.name === 'EngineRefusal') return `Error response from daemon: ${error.message}`;
  throw error;
}
