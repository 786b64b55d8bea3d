import type { Logger as Log } from 'pino';
import type { CourseStep, KnownCommands } from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import { Judge, type StepState } from './judge.ts';
import { playBlocks, type Stage } from './play-blocks.ts';
import { takeWrongWay } from './take-wrong-way.ts';

/** A sandbox with its terminals and the watch of its cluster. */
export interface OpenStage extends Stage {
  readonly watch: ClusterWatch;
  readonly commands?: KnownCommands;
}

/** How a step went. */
export interface Performance {
  readonly before: StepState;
  readonly after: StepState;
  /** From the first block to green, or to the end of the wait. */
  readonly seconds: number;
  /** Why it is not green, and which wrong ways were not told, as sentences. */
  readonly because: readonly string[];
  /** Why the first try failed, when it took a second one. */
  readonly firstTry?: readonly string[];
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
  /** Whether what fails is tried once more in place, as a learner would. */
  readonly secondTry?: boolean;
}

/** Opens a step, plays its blocks, answers its questions, and waits until it is met or its limit is over. */
export async function performStep(step: CourseStep, stage: OpenStage, o: PerformOptions): Promise<Performance> {
  const { now, log, signal } = o;
  const { sandbox, watch, commands } = stage;
  const baseline = await watch.refresh(signal);
  const judge = new Judge({ step, sandbox, watch, baseline, ...(commands ? { commands } : {}), now, log });
  try {
    const before = await judge.first(signal);
    signal.throwIfAborted();
    const wrong = o.mistakes ? await wrongWays(step, judge, sandbox, o) : NONE;
    const since = now();
    const right = await twice(o, () => rightWay(step, judge, stage, signal));
    const firstTry = [...wrong.before, ...right.before];
    return {
      before,
      after: judge.state,
      seconds: (now() - since) / 1000,
      because: [...wrong.problems, ...right.problems],
      ...(firstTry.length > 0 ? { firstTry } : {}),
    };
  } finally {
    judge.close();
  }
}

/** What is wrong in the end, and what was before a second try. */
interface Tried {
  readonly problems: readonly string[];
  readonly before: readonly string[];
}
const NONE: Tried = { problems: [], before: [] };

async function twice({ secondTry }: PerformOptions, act: () => Promise<readonly string[]>): Promise<Tried> {
  const first = await act();
  if (first.length === 0 || !secondTry) return { problems: first, before: [] };
  return { problems: await act(), before: first };
}

async function wrongWays(step: CourseStep, judge: Judge, sandbox: Stage['sandbox'], o: PerformOptions): Promise<Tried> {
  const { signal, saysLimitMs } = o;
  const options = { sandbox, signal, ...(saysLimitMs ? { saysLimitMs } : {}) };
  const all: Tried[] = [];
  for (const mistake of step.mistakes) all.push(await twice(o, () => takeWrongWay(mistake, judge, options)));
  return { problems: all.flatMap((one) => one.problems), before: all.flatMap((one) => one.before) };
}

/** What keeps the step from being met, as sentences. */
async function rightWay(step: CourseStep, judge: Judge, stage: Stage, signal: AbortSignal): Promise<readonly string[]> {
  const limitMs = step.limitSeconds * 1000;
  const blockLimitMs = Math.max(limitMs, BLOCK_LIMIT_MS);
  const problems = await playBlocks(step.view.blocks, stage, { blockLimitMs, signal });
  return (await judge.untilMet(limitMs, signal)) ? [] : [...problems, ...judge.because];
}
