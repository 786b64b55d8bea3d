import { z } from 'zod';
import type { ShellSize } from '../../sandbox/index.ts';

/** Pauses longer than this are shown as this long; the file has them as they were. */
const IDLE_TIME_LIMIT_S = 2;

/** What the first line of a recording says. */
export interface CastFacts {
  readonly size: ShellSize;
  /** When it began, ms since the epoch. */
  readonly startedAt: number;
  readonly title: string;
}

/** Output, a new size, or a mark with a name. What is typed is never written. */
export type CastCode = 'o' | 'r' | 'm';

/** One event: seconds since the beginning, kind, text. */
export type CastEvent = readonly [seconds: number, code: CastCode, data: string];

/** The first line of an asciicast v2 file. */
export function headerLine({ size, startedAt, title }: CastFacts): string {
  const header = {
    version: 2,
    width: size.cols,
    height: size.rows,
    timestamp: Math.floor(startedAt / 1000),
    idle_time_limit: IDLE_TIME_LIMIT_S,
    title,
    env: { TERM: 'xterm-256color' },
  };
  return `${JSON.stringify(header)}\n`;
}

/** One event as a line. */
export function eventLine(event: CastEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** A size as events and players have it. */
export function sizeText({ cols, rows }: ShellSize): string {
  return `${cols}x${rows}`;
}

const header = z.object({
  version: z.literal(2),
  width: z.int().min(1),
  height: z.int().min(1),
  timestamp: z.number(),
  title: z.string(),
});
const event = z.tuple([z.number().min(0), z.enum(['o', 'r', 'm']), z.string()]);

export interface Cast {
  readonly header: z.infer<typeof header>;
  readonly events: readonly CastEvent[];
}

/** Reads a recording; a last line that was cut off, as by a killed server, is left out. Undefined for what is none. */
export function readCast(text: string): Cast | undefined {
  const [first, ...rest] = wholeLines(text);
  const head = header.safeParse(parse(first));
  if (!head.success) return undefined;
  const events = rest.map((line) => event.safeParse(parse(line)));
  if (!events.every((one) => one.success)) return undefined;
  return { header: head.data, events: events.map((one) => one.data) };
}

/** How long a recording is that ends with this text, in seconds; undefined where no whole event is in it. */
export function lastSeconds(end: string): number | undefined {
  const last = event.safeParse(parse(wholeLines(end).at(-1)));
  return last.success ? last.data[0] : undefined;
}

function wholeLines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
