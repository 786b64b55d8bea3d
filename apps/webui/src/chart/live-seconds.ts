import type { Coin } from '../connection/api-types.ts';

/** Coins in one step; `at` is the step's first second. */
export interface CountedStep {
  at: number;
  coins: number;
}

/** Seconds counted from the stream: those still filling, and those that are over. */
export interface LiveSeconds {
  filling: ReadonlyMap<number, number>;
  over: readonly CountedStep[];
  /** The first second that was seen whole; null before the stream's first summary. */
  since: number | null;
}

/** Nothing counted: at the start, and after a break, for what was missed is not known. */
export const NO_SECONDS: LiveSeconds = { filling: new Map(), over: [], since: null };

const KEPT = 150;
/** Coins are told within 100 ms; a second is over when they have surely come. */
const LATE_MS = 250;

/** Counts coins into their seconds; what comes for a second that is over is left to the next reading of the history. */
export function countCoins(seconds: LiveSeconds, coins: readonly Coin[]): LiveSeconds {
  if (seconds.since === null) return seconds;
  const filling = new Map(seconds.filling);
  for (const coin of coins) {
    const at = Math.floor(coin.at / 1000);
    if (at >= nextSecond(seconds, seconds.since)) filling.set(at, (filling.get(at) ?? 0) + 1);
  }
  return { ...seconds, filling };
}

/** Moves on to a time the API told: whole seconds before it are over, with 0 where no coin came. */
export function moveTo(seconds: LiveSeconds, atMs: number): LiveSeconds {
  const current = Math.floor((atMs - LATE_MS) / 1000);
  if (seconds.since === null) return { ...NO_SECONDS, since: current + 1 };
  const first = nextSecond(seconds, seconds.since);
  if (current <= first) return seconds;
  const filling = new Map(seconds.filling);
  const over = [...seconds.over];
  for (let at = Math.max(first, current - KEPT); at < current; at++) {
    over.push({ at, coins: filling.get(at) ?? 0 });
    filling.delete(at);
  }
  return { ...seconds, filling, over: over.slice(-KEPT) };
}

function nextSecond(seconds: LiveSeconds, since: number): number {
  const last = seconds.over.at(-1);
  return last ? last.at + 1 : since;
}
