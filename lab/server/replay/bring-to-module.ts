import type { Logger as Log } from 'pino';
import { type Course, type CourseModule, LabError } from '../../contract/index.ts';
import { type OpenStage, performStep } from './perform-step.ts';
import { modulesBefore } from './plan.ts';

export interface BringOptions {
  readonly course: Course;
  readonly module: CourseModule;
  /** A fresh cluster of the module's shape. */
  readonly stage: OpenStage;
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Told before each step that is played. */
  readonly onProgress: (sentence: string) => void;
}

/** Brings a fresh cluster to where a module begins, by playing all that leads to it; throws LabError when a step does not become green. */
export async function bringToModule(options: BringOptions): Promise<void> {
  const { course, module, stage, onProgress } = options;
  const steps = modulesBefore(course, module)
    .flatMap((before) => before.steps)
    .filter(({ detour }) => !detour);
  for (const [at, step] of steps.entries()) {
    onProgress(`Playing step ${at + 1} of ${steps.length}: ${step.view.title}.`);
    // Nobody looks at what holds for how long: the next step may begin as soon as this one is met.
    const { after, because } = await performStep({ ...step, settleSeconds: 0 }, stage, options);
    if (after === 'met') continue;
    throw new LabError(
      'sandboxNotReady',
      `Your cluster was brought as far as “${step.view.title}”, which did not become green: ${because.join(' ')} Reset the cluster to begin again.`,
    );
  }
}
