import { formatClock, formatRate } from '../kit/format.ts';
import { changeText, type MinerChange } from './miner-changes.ts';
import type { Point, Span } from './series.ts';

/** The chart in words, for those who do not see it. */
export function summaryText(points: readonly Point[], changes: readonly MinerChange[], span: Span): string {
  if (points.length < 2) return 'There is not enough to draw yet.';
  const rates = points.map((point) => point.rate);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const marks = changes.map((change) => ` At ${formatClock(change.at * 1000, true)}: ${changeText(change)}.`);
  return (
    `Coins per second over ${span.words}: from ${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))}, ` +
    `${formatRate(mean)} in the mean, ${formatRate(rates.at(-1) ?? 0)} now.${marks.join('')}`
  );
}

/** A dozen points at even distances, newest first, for the table. */
export function tableRows(points: readonly Point[], rows = 12): readonly Point[] {
  const step = Math.max(1, Math.ceil(points.length / rows));
  return points.filter((_, i) => (points.length - 1 - i) % step === 0).reverse();
}
