import type { Answer } from './probes.fixtures.ts';

/** Something that was done to a swarm, from the command to its end. */
export interface Change {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** What a change may take until it is felt everywhere. */
const WITHIN_MS = 1000;

/** Does something and notes when. */
export async function changing(what: string, change: () => Promise<unknown>): Promise<Change> {
  const from = Date.now();
  await change();
  return { what, from, to: Date.now() };
}

/** What one way lost while things were done. */
export interface Losses {
  readonly way: string;
  readonly asked: number;
  readonly lost: number;
  /** What was lost outside the second after a change, in words. */
  readonly outside: readonly string[];
  /** When the last request was lost after a change, in ms from its end, which is negative while it goes on. */
  readonly last: ReadonlyMap<string, number>;
}

/** Puts what a way lost down to the changes. */
export function lossesOf(way: string, answers: readonly Answer[], changes: readonly Change[]): Losses {
  const outside: string[] = [];
  const last = new Map<string, number>();
  const lost = answers.filter(({ name }) => name === '');
  for (const { at } of lost) {
    const change = changes.findLast(({ from }) => from <= at);
    const ms = Math.round(at - (change?.to ?? at));
    if (change) last.set(change.what, ms);
    if (!change || ms > WITHIN_MS) outside.push(`${way}: ${ms} ms after ${change?.what ?? 'the start'}`);
  }
  return { way, asked: answers.length, lost: lost.length, outside, last };
}

/** Lines for the report of a test: the worst of all ways for each change. */
export function lossLines(all: readonly Losses[], changes: readonly Change[]): string {
  const asked = all.reduce((sum, one) => sum + one.asked, 0);
  const lost = all.reduce((sum, one) => sum + one.lost, 0);
  const least = Math.min(...all.map((one) => one.asked));
  const lines = changes.map(({ what, from, to }) => {
    const times = all.flatMap(({ last }) => last.get(what) ?? []);
    const worst = times.length > 0 ? `${Math.max(...times)} ms after its end, over ${times.length} ways` : 'nothing';
    return `  ${what} (took ${to - from} ms): last lost ${worst}`;
  });
  return [`${asked} requests over ${all.length} ways, at least ${least} over each, ${lost} lost`, ...lines].join('\n');
}
