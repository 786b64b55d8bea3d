import type { Logger as Log } from 'pino';
import type { CourseStep } from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import { Judge, type StepState } from './judge.ts';
import { playBlocks, type Stage } from './play-blocks.ts';
import { takeWrongWays } from './take-wrong-ways.ts';

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
  /** Why it is not green, and which wrong ways were not told, as sentences. */
  readonly because: readonly string[];
}

/** The least time that a block may take: asking a manager without a quorum hangs for 20 s (measured). */
const BLOCK_LIMIT_MS = 60_000;

export interface PerformOptions {
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether its wrong ways are taken first. */
  readonly mistakes?: boolean;
  /** How soon a check has to name the cause of one, in ms. */
  readonly saysLimitMs?: number;
}

/** Opens a step, plays its blocks, answers its questions, and waits until it is met or its limit is over. */
export async function performStep(
  step: CourseStep,
  stage: OpenStage,
  { now, log, signal, mistakes = false, saysLimitMs }: PerformOptions,
): Promise<Performance> {
  const { sandbox, watch } = stage;
  const baseline = await watch.refresh(signal);
  const judge = new Judge({ step, sandbox, watch, baseline, now, log });
  try {
    const before = await judge.first(signal);
    signal.throwIfAborted();
    const wrong = mistakes
      ? await takeWrongWays(step.mistakes, judge, { sandbox, signal, ...(saysLimitMs ? { saysLimitMs } : {}) })
      : [];
    const since = now();
    const limitMs = step.limitSeconds * 1000;
    const problems = await playBlocks(step.view.blocks, stage, {
      blockLimitMs: Math.max(limitMs, BLOCK_LIMIT_MS),
      signal,
    });
    const isMet = await judge.untilMet(limitMs, signal);
    const because = [...wrong, ...(isMet ? [] : [...problems, ...judge.because])];
    return { before, after: judge.state, seconds: (now() - since) / 1000, because };
  } finally {
    judge.close();
  }
}
