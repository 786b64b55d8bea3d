import { z } from 'zod';

/** What the results reporter writes: one entry per vitest project. */
export const testTotals = z.array(
  z.strictObject({ project: z.string(), passed: z.int(), failed: z.int(), skipped: z.int() }),
);
export type TestTotals = z.infer<typeof testTotals>;

/** What `rehearse --json` writes, as far as counting needs it. */
export const rehearsalTotals = z.array(z.looseObject({ step: z.string(), result: z.string() }));

/** How a stage ended. */
export interface Outcome {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly ms: number;
  /** Why it failed, as a sentence, when the output does not say it. */
  readonly problem?: string;
  readonly output: string;
}

type Counts = Pick<Outcome, 'passed' | 'failed' | 'problem'>;

/** How to count what a stage did: its exit code, or the file that it wrote. */
export type Counting =
  | { readonly by: 'exit' }
  | { readonly by: 'vitest'; readonly projects: readonly string[] }
  | { readonly by: 'rehearsal' };

/** Counts what a stage did. A stage that proved nothing has failed. */
export function countStage(counting: Counting, exitCode: number, written: unknown): Counts {
  if (counting.by === 'exit') return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = counting.by === 'vitest' ? countTests(written, counting.projects) : countRehearsal(written);
  if (exitCode !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, problem: `It ended with exit code ${exitCode} although no test failed.` };
  }
  return counts;
}

function countTests(written: unknown, projects: readonly string[]): Counts {
  const totals = testTotals.safeParse(written);
  if (!totals.success) return { passed: 0, failed: 1, problem: 'It wrote no results.' };
  const sum = (key: 'passed' | 'failed'): number => totals.data.reduce((all, one) => all + one[key], 0);
  const empty = projects.filter(
    (name) => !totals.data.some((one) => one.project === name && one.passed + one.failed > 0),
  );
  const counts = { passed: sum('passed'), failed: sum('failed') + empty.length };
  return empty.length === 0 ? counts : { ...counts, problem: `No test ran in ${empty.join(', ')}.` };
}

function countRehearsal(written: unknown): Counts {
  const rows = rehearsalTotals.safeParse(written);
  if (!rows.success) return { passed: 0, failed: 1, problem: 'It wrote no results.' };
  if (rows.data.length === 0) return { passed: 0, failed: 1, problem: 'It found no step.' };
  const passed = rows.data.filter((row) => row.result === 'passed').length;
  return { passed, failed: rows.data.length - passed };
}
