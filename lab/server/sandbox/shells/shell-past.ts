import { z } from 'zod';
import { LabError } from '../../../contract/index.ts';
import type { ShellPast, ShellPosition } from '../provider.ts';

const count = z.int().min(0);

/** The holder's answer to an attach: which shell, what output it is about to send, and the sizes it was written at. */
const greeting = z.object({
  shell: count,
  from: count,
  to: count,
  /** Bytes that stand for all output before `from`. */
  kept: count.max(8 * 1024 * 1024),
  /** From which position on which columns and rows held; the first holds at `from`. */
  sizes: z.array(z.tuple([count, count.min(1), count.min(1)])).min(1),
});
export type Greeting = z.infer<typeof greeting>;

/** Most that a holder remembers (see lab-holder), with room. */
const MOST_PAST_BYTES = 4 * 1024 * 1024;

/** Reads a greeting. A learner is root in the node and can put anything in the holder's place. */
export function parseGreeting(line: string): Greeting {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    json = undefined;
  }
  const { data } = greeting.safeParse(json);
  if (!data || data.to < data.from || data.to - data.from > MOST_PAST_BYTES) {
    throw new LabError(
      'unsafePath',
      'What holds the shell does not speak as the lab does. Reset the node to get it back.',
    );
  }
  return data;
}

/** Puts together what a holder sent after its greeting: what was kept, then the output in parts of one size each. */
export function pastOf(greeted: Greeting, bytes: Buffer, since: ShellPosition | undefined): ShellPast {
  const { shell, from, to, kept, sizes } = greeted;
  const output = bytes.subarray(kept);
  const parts = sizes.map(([at, cols, rows], index) => {
    const start = Math.min(Math.max(at - from, 0), to - from);
    const next = sizes[index + 1]?.[0] ?? to;
    return { size: { cols, rows }, bytes: output.subarray(start, Math.min(Math.max(next - from, start), to - from)) };
  });
  return {
    goesOn: since !== undefined && since.shell === shell && since.at === from && kept === 0,
    isWhole: kept === 0 && from === 0,
    kept: kept > 0 ? bytes.subarray(0, kept) : undefined,
    parts,
  };
}
