import type { History } from '../connection/api-types.ts';
import type { CountedStep } from './live-seconds.ts';

/** One point of the line: unix seconds, coins a second. */
export interface Point {
  at: number;
  rate: number;
}

/** What a span is called, how it is asked for, how far it reaches and how often it is read anew. */
export interface Span {
  value: '2m' | '15m' | 'all';
  text: string;
  words: string;
  seconds: number | null;
  readEveryMs: number;
}

/** The spans to choose from. The shortest is carried on from the stream between two readings. */
export const SPANS = [
  { value: '2m', text: '2 min', words: 'the last 2 minutes', seconds: 120, readEveryMs: 10_000 },
  { value: '15m', text: '15 min', words: 'the last 15 minutes', seconds: 900, readEveryMs: 5_000 },
  { value: 'all', text: 'All', words: 'all the time', seconds: null, readEveryMs: 30_000 },
] as const satisfies readonly Span[];

const MEAN_OF_SECONDS = 5;
const MOST_POINTS = 240;

/** The line of a span. Single seconds jump by chance, so each of their points is the mean of five. */
export function series(history: History, live: readonly CountedStep[], span: Span): readonly Point[] {
  const { stepSeconds } = history;
  if (stepSeconds !== 1) {
    return thinOut(history.points.map((point) => ({ at: point.at, rate: point.coins / stepSeconds })));
  }
  const last = history.points.at(-1)?.at ?? 0;
  const steps = [...history.points, ...live.filter((step) => step.at > last)].slice(-(span.seconds ?? MOST_POINTS));
  return steps.map((step, i) => {
    const window = steps.slice(Math.max(0, i + 1 - MEAN_OF_SECONDS), i + 1);
    return { at: step.at, rate: window.reduce((sum, one) => sum + one.coins, 0) / window.length };
  });
}

/** At most 240 points: neighbours become their mean, so that days draw as fast as minutes. */
export function thinOut(points: readonly Point[], most = MOST_POINTS): readonly Point[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  const thin: Point[] = [];
  for (let i = 0; i < points.length; i += size) {
    const group = points.slice(i, i + size);
    const rate = group.reduce((sum, point) => sum + point.rate, 0) / group.length;
    thin.push({ at: group[0]?.at ?? 0, rate });
  }
  return thin;
}
