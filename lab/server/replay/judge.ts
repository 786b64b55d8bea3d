import type { Logger as Log } from 'pino';
import type { CheckOf, ClusterSnapshot, CourseStep, KnownCommands, Verdict } from '../../contract/index.ts';
import { rightAnswer, type StepWatch, watchStep } from '../checks/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** A step as a whole: met when every check is. */
export type StepState = 'met' | 'notYet' | 'couldNotCheck';

export interface JudgeOptions {
  readonly step: CourseStep;
  readonly sandbox: Sandbox;
  readonly watch: ClusterWatch;
  readonly baseline: ClusterSnapshot;
  /** Absent where none are kept: what was typed is not asked then. */
  readonly commands?: KnownCommands;
  readonly now: () => number;
  readonly log: Log;
}

/** A check that could not be looked at may be at the next try. */
const DOUBT_MS = 8000;
/** The right answer may change without a check that changes, as when a new leader is elected. */
const ANSWER_AGAIN_MS = 1000;

/** Watches the checks of a step and answers its questions from live state. */
export class Judge {
  readonly #o: JudgeOptions;
  readonly #step: StepWatch;
  readonly #listeners = new Set<() => void>();
  readonly #answers = new Map<number, string>();
  #wasMet = false;

  constructor(options: JudgeOptions) {
    const { sandbox, watch, baseline, commands, now, log } = options;
    const checks = options.step.checks.filter((check) => commands || check.kind !== 'tried');
    const step = { ...options.step, checks };
    this.#o = { ...options, step };
    this.#step = watchStep({
      checks,
      settleSeconds: step.settleSeconds,
      sandbox,
      watch,
      baseline,
      ...(commands ? { commands } : {}),
      answers: {},
      now,
      log,
      onVerdicts: (_verdicts, met) => {
        this.#wasMet ||= met;
        for (const listener of this.#listeners) listener();
      },
    });
    this.#wasMet = this.#step.met;
  }

  close(): void {
    this.#step.close();
  }

  get state(): StepState {
    if (this.#wasMet) return 'met';
    const isUnknown = this.#verdicts.length === 0;
    return isUnknown || this.#verdicts.some(({ state }) => state === 'couldNotCheck') ? 'couldNotCheck' : 'notYet';
  }

  /** What keeps the step from being met, a sentence for each check. */
  get because(): readonly string[] {
    const open = this.#verdicts.filter((verdict) => verdict.state !== 'met');
    return open.map(({ index, because, likely }) => {
      const title = this.#o.step.checks[index]?.title ?? `Check ${index}`;
      return `${title}: ${because}${likely ? ` ${likely}` : ''}`;
    });
  }

  /** The state before anything is done, once every check has been looked at and what holds has had the time to settle. */
  async first(signal: AbortSignal): Promise<StepState> {
    const isNotYet = (): boolean => this.#verdicts.some((verdict) => verdict.state === 'notYet');
    await this.#until(() => this.#wasMet || isNotYet(), DOUBT_MS + this.#o.step.settleSeconds * 1000, signal);
    return isNotYet() && !this.#wasMet ? 'notYet' : this.state;
  }

  /** Waits until a check that is not met says a text; resolves with whether one did before the time was up. */
  async untilSaid(text: string, limitMs: number, signal: AbortSignal): Promise<boolean> {
    const isSaid = (): boolean => this.because.some((sentence) => sentence.includes(text));
    await this.#until(() => isSaid() || this.#wasMet, limitMs, signal);
    signal.throwIfAborted();
    return isSaid();
  }

  /** Answers the questions rightly until the step is met or the time is up. */
  async untilMet(limitMs: number, signal: AbortSignal): Promise<boolean> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    while (!this.#wasMet && !over.aborted) {
      await this.#answer(over);
      await this.#until(() => this.#wasMet, ANSWER_AGAIN_MS, over);
    }
    signal.throwIfAborted();
    return this.#wasMet;
  }

  get #verdicts(): readonly Verdict[] {
    return this.#step.verdicts;
  }

  async #answer(signal: AbortSignal): Promise<void> {
    for (const [index, check] of this.#o.step.checks.entries()) {
      if (check.kind !== 'answer') continue;
      const right = await this.#right(check, signal);
      if (right === undefined || this.#answers.get(index) === right) continue;
      this.#answers.set(index, right);
      this.#step.setAnswer(index, right);
    }
  }

  #right(check: CheckOf<'answer'>, signal: AbortSignal): Promise<string | undefined> {
    const { sandbox, watch } = this.#o;
    return rightAnswer(check, { sandbox, snapshot: watch.snapshot, signal });
  }

  /** Resolves when it holds, when the time is up or at the signal. */
  #until(holds: () => boolean, limitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const look = (): void => {
        if (holds() || signal.aborted) finish();
      };
      const timer = setTimeout(finish, limitMs);
      this.#listeners.add(look);
      signal.addEventListener('abort', finish);
      look();
    });
  }
}
