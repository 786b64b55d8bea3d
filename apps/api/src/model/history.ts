import { toNumber } from './coin.ts';

/** How much history can be asked for. */
export const SPANS = ['2m', '15m', 'all'] as const;
export type Span = (typeof SPANS)[number];

/** Coins over time, oldest first, without gaps. */
export interface History {
  readonly stepSeconds: number;
  readonly points: readonly Point[];
}

interface Point {
  /** When the step began, in unix seconds. */
  readonly at: number;
  readonly coins: number;
}

/** A span of which Redis keeps each second. */
export type ShortSpan = Exclude<Span, 'all'>;

const SHORT: Record<ShortSpan, { stepSeconds: number; steps: number }> = {
  '2m': { stepSeconds: 1, steps: 120 },
  '15m': { stepSeconds: 5, steps: 180 },
};

/** A week of minutes: the most that `all` gives, however long the stack runs. */
const MAX_MINUTES = 7 * 24 * 60;

/** The seconds whose counts a short span is made of, the unfinished step left out. */
export function secondsOf(span: ShortSpan, now: number): number[] {
  const { stepSeconds, steps } = SHORT[span];
  const end = Math.floor(now / 1000 / stepSeconds) * stepSeconds;
  return Array.from({ length: steps * stepSeconds }, (_, i) => end - steps * stepSeconds + i);
}

/** Sums the counts of seconds to the steps of a short span. */
export function shortHistory(span: ShortSpan, seconds: readonly number[], counts: readonly (string | null)[]): History {
  const { stepSeconds, steps } = SHORT[span];
  const points = Array.from({ length: steps }, (_, step) => {
    const from = step * stepSeconds;
    const coins = counts.slice(from, from + stepSeconds).reduce((sum, count) => sum + toNumber(count), 0);
    return { at: seconds[from] ?? 0, coins };
  });
  return { stepSeconds, points };
}

/** Makes the history since the first coin from the counts of minutes. */
export function wholeHistory(minutes: Readonly<Record<string, string>>, now: number): History {
  const end = Math.floor(now / 60_000);
  const known = Object.keys(minutes).map(Number);
  const first = known.reduce((least, minute) => (minute < least ? minute : least), end);
  const start = Math.max(first, end - MAX_MINUTES);
  const points = Array.from({ length: end - start }, (_, i) => ({
    at: (start + i) * 60,
    coins: toNumber(minutes[start + i]),
  }));
  return { stepSeconds: 60, points };
}
