import { isDeepStrictEqual } from 'node:util';
import type { Logger as Log } from 'pino';
import type { Check, ClusterSnapshot, KnownCommands, Verdict } from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { couldNotCheck, type Finding } from './finding.ts';
import { judge } from './judge.ts';
import { Looks } from './looks.ts';

/** Verdicts are made anew at most so often, whatever the cluster does. */
const JUDGE_GAP_MS = 100;
/** Sentences tell ages in seconds. */
const AGES_EVERY_MS = 1000;

export interface StepWatchOptions {
  readonly checks: readonly Check[];
  readonly settleSeconds: number;
  readonly sandbox: Sandbox;
  readonly watch: ClusterWatch;
  /** The cluster as it was when the step was opened. */
  readonly baseline: ClusterSnapshot;
  /** Absent where none are kept. */
  readonly commands?: KnownCommands;
  /** Answers given so far, by the place of their check. */
  readonly answers: Readonly<Record<number, string>>;
  readonly now: () => number;
  readonly log: Log;
  /** Called with every change of a verdict; `met` stays true once all checks held for the settle time. */
  onVerdicts(verdicts: readonly Verdict[], met: boolean): void;
}

/** A step whose checks are judged for as long as it is open. */
export interface StepWatch {
  readonly verdicts: readonly Verdict[];
  readonly met: boolean;
  setAnswer(index: number, value: string): void;
  close(): void;
}

/** Judges the checks of a step on everything that happens, until closed. */
export function watchStep(options: StepWatchOptions): StepWatch {
  return new OpenStep(options);
}

class OpenStep implements StepWatch {
  verdicts: readonly Verdict[] = [];
  met = false;
  readonly #o: StepWatchOptions;
  readonly #ending = new AbortController();
  readonly #answers: Record<number, string>;
  readonly #looks: Looks;
  /** Since when each check fits without a break. */
  readonly #fitsSince: (number | undefined)[];
  #judgedAt = Number.NEGATIVE_INFINITY;
  #dueAt = Number.POSITIVE_INFINITY;
  #timer?: NodeJS.Timeout;

  constructor(options: StepWatchOptions) {
    this.#o = options;
    const { checks, sandbox, watch, log } = options;
    this.#answers = { ...options.answers };
    this.#fitsSince = checks.map(() => undefined);
    this.#looks = new Looks({
      checks,
      sandbox,
      watch,
      log,
      signal: this.#ending.signal,
      isWanted: (index) => checks[index]?.kind !== 'answer' || this.#answers[index] !== undefined,
      isMet: (index) => this.#fitsSince[index] !== undefined,
      onSeen: () => this.#judgeWithin(0),
    });
    const unsubscribe = watch.subscribe(() => this.#judgeWithin(0));
    this.#ending.signal.addEventListener('abort', unsubscribe, { once: true });
    const forget = options.commands?.subscribe(() => this.#judgeWithin(0));
    if (forget) this.#ending.signal.addEventListener('abort', forget, { once: true });
    void this.#looks.first().then(() => this.#judgeWithin(0));
  }

  setAnswer(index: number, value: string): void {
    this.#answers[index] = value;
    void this.#looks.again(index).then(() => this.#judgeWithin(0));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#ending.abort();
  }

  /** Judges after so many ms, or sooner if that was asked for before; never in quick succession, nor before the first looks. */
  #judgeWithin(ms: number): void {
    if (this.#ending.signal.aborted || !this.#looks.isReady) return;
    const now = this.#o.now();
    const dueAt = Math.max(now + ms, this.#judgedAt + JUDGE_GAP_MS);
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#judge(), Math.max(0, Math.ceil(dueAt - now)));
  }

  #judge(): void {
    const now = this.#o.now();
    this.#judgedAt = now;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const verdicts = this.#o.checks.map((check, index) => this.#verdict(index, this.#find(check, index, now), now));
    const isMet = this.met || verdicts.every((verdict) => verdict.state === 'met');
    const isNews = isMet !== this.met || !isDeepStrictEqual(verdicts, this.verdicts);
    this.met = isMet;
    this.verdicts = verdicts;
    if (isNews) this.#o.onVerdicts(verdicts, isMet);
    this.#judgeWithin(this.#nextWithin(now));
  }

  #find(check: Check, index: number, now: number): Finding {
    const { watch, baseline, commands, log } = this.#o;
    const answer = this.#answers[index];
    const evidence = this.#looks.evidence[index];
    try {
      return judge(check, {
        snapshot: watch.snapshot,
        baseline,
        now,
        ...(commands ? { commands: commands.list() } : {}),
        ...(answer === undefined ? {} : { answer }),
        ...(evidence === undefined ? {} : { evidence }),
      });
    } catch (error) {
      log.error({ err: error, check }, 'a check failed to judge');
      return couldNotCheck('The lab made a mistake while it checked this; the log of the server says more.');
    }
  }

  /** A check that fits is met when it has fitted for the settle time, so all are met only when all held at once so long. */
  #verdict(index: number, finding: Finding, now: number): Verdict {
    if (finding.state !== 'met') {
      this.#fitsSince[index] = undefined;
      return { index, ...finding };
    }
    const { settleSeconds } = this.#o;
    this.#fitsSince[index] ??= now;
    const heldMs = now - (this.#fitsSince[index] ?? now);
    if (heldMs >= settleSeconds * 1000) return { index, ...finding };
    return { index, state: 'holding', because: `${finding.because} Holds; must stay so for ${settleSeconds} s.` };
  }

  #nextWithin(now: number): number {
    const settleMs = this.#o.settleSeconds * 1000;
    const ends = this.#fitsSince.flatMap((since) => (since === undefined ? [] : [since + settleMs - now]));
    return Math.min(AGES_EVERY_MS, ...ends.filter((ms) => ms > 0));
  }
}
