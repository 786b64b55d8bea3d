import type { Miner } from '../connection/api-types.ts';
import type { Point } from './series.ts';

/** A moment at which the number of miners changed. `from` is null when it lies before this page: only who came is known. */
export interface MinerChange {
  at: number;
  from: number | null;
  to: number;
}

/** Miners of one scaling come one after the other; within this they are one change. */
const TOGETHER_S = 12;
const KEPT = 30;

/** What the start times of the miners tell of the time before this page was open. */
export function changesBefore(miners: readonly Miner[]): readonly MinerChange[] {
  const changes: MinerChange[] = [];
  for (const since of miners.map((miner) => miner.since / 1000).sort((a, b) => a - b)) {
    const last = changes.at(-1);
    if (last && since - last.at < TOGETHER_S) last.to += 1;
    else changes.push({ at: since, from: null, to: 1 });
  }
  return changes.slice(-KEPT);
}

/** Notes that there are now `to` miners where there were `from`; there and back in one go is no change. */
export function noteChange(
  changes: readonly MinerChange[],
  from: number,
  to: number,
  at: number,
): readonly MinerChange[] {
  if (from === to) return changes;
  const last = changes.at(-1);
  if (!last || last.from === null || at - last.at >= TOGETHER_S) return [...changes, { at, from, to }].slice(-KEPT);
  const before = changes.slice(0, -1);
  return last.from === to ? before : [...before, { ...last, to }];
}

/** The words on the mark. */
export function changeText({ from, to }: MinerChange): string {
  if (from !== null) return `miner ${from} to ${to}`;
  return to === 1 ? '+1 miner' : `+${to} miners`;
}

/** Changes inside the drawn time, those too near to a later one left out so that words do not cover words. */
export function changesToShow(changes: readonly MinerChange[], points: readonly Point[]): readonly MinerChange[] {
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 0;
  const apart = (to - from) * 0.16;
  const shown: MinerChange[] = [];
  for (const change of changes.filter((one) => one.at > from && one.at <= to).reverse()) {
    const next = shown[0];
    if (!next || next.at - change.at >= apart) shown.unshift(change);
  }
  return shown;
}
