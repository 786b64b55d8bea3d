import type { Logger as Log } from 'pino';
import type { CourseStep } from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import { Judge, type StepState } from './judge.ts';
import { playBlocks, type Stage } from './play-blocks.ts';

/** A sandbox with its terminals and the watch of its cluster. */
export interface OpenStage extends Stage {
  readonly watch: ClusterWatch;
}

/** How a step went. */
export interface Performance {
  readonly before: StepState;
  readonly after: StepState;
  /** From the first block to green, or to the end of the wait. */
  readonly seconds: number;
  /** Why it is not green, as sentences. */
  readonly because: readonly string[];
}

/** The least time that a block may take: asking a manager without a quorum hangs for 20 s (measured). */
const BLOCK_LIMIT_MS = 60_000;

/** Opens a step, plays its blocks, answers its questions, and waits until it is met or its limit is over. */
export async function performStep(
  step: CourseStep,
  stage: OpenStage,
  { now, log, signal }: { now: () => number; log: Log; signal: AbortSignal },
): Promise<Performance> {
  const { sandbox, watch } = stage;
  const baseline = await watch.refresh(signal);
  const judge = new Judge({ step, sandbox, watch, baseline, now, log });
  try {
    const before = await judge.first(signal);
    signal.throwIfAborted();
    const since = now();
    const limitMs = step.limitSeconds * 1000;
    const problems = await playBlocks(step.view.blocks, stage, {
      blockLimitMs: Math.max(limitMs, BLOCK_LIMIT_MS),
      signal,
    });
    const isMet = await judge.untilMet(limitMs, signal);
    const because = isMet ? [] : [...problems, ...judge.because];
    return { before, after: judge.state, seconds: (now() - since) / 1000, because };
  } finally {
    judge.close();
  }
}
