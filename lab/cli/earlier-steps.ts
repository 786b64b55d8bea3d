import type { createProgress } from '../bootstrap/progress.mjs';

type Row = ReturnType<typeof createProgress>['rows'][number];

/** The steps that were done for this command before it ran (packages, Node, the set-up in another group), with their durations. */
export function earlierSteps(): readonly Row[] {
  const steps = process.env.DEVCOIN_LAB_STEPS;
  delete process.env.DEVCOIN_LAB_STEPS;
  return steps ? (JSON.parse(steps) as Row[]) : [];
}
