import type { Logger as Log } from 'pino';
import {
  type ClusterSnapshot,
  type Course,
  type KnownCommands,
  LabError,
  type ProgressView,
  type ServerMessage,
  type Verdict,
} from '../../contract/index.ts';
import { type StepWatch, watchStep } from '../checks/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { SeatRecord, Store } from '../store/index.ts';
import { firstStep, stepOf, stepsOf } from './courses.ts';

export interface SeatStepsOptions {
  readonly record: () => SeatRecord;
  readonly store: Store;
  readonly course: () => Course;
  readonly now: () => number;
  readonly log: Log;
  readonly broadcast: (message: ServerMessage) => void;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}

/** Where a seat is in its course: the open step, its baseline, its verdicts, and what was met. */
export class SeatSteps {
  verdicts: readonly Verdict[] = [];
  readonly #o: SeatStepsOptions;
  #inside?: { sandbox: Sandbox; watch: ClusterWatch; commands?: KnownCommands };
  #watch?: StepWatch;
  /** Raised with every start, so that a slower earlier one is dropped. */
  #turn = 0;

  constructor(options: SeatStepsOptions) {
    this.#o = options;
  }

  get progress(): ProgressView {
    const { id, step } = this.#o.record();
    return { step, met: this.#o.store.metSteps(id) };
  }

  /** The sentence of the first check that is not met. */
  get failing(): string | undefined {
    return this.verdicts.find((v) => v.state === 'notYet' || v.state === 'couldNotCheck')?.because;
  }

  get message(): ServerMessage {
    const { step, met } = this.progress;
    return { type: 'verdicts', step, verdicts: this.verdicts, met: met[step] !== undefined };
  }

  /** Starts to judge the open step in a sandbox. */
  enter(sandbox: Sandbox, watch: ClusterWatch, commands?: KnownCommands): void {
    this.#inside = { sandbox, watch, ...(commands ? { commands } : {}) };
    this.#startSoon();
  }

  /** Stops judging; what was met stays. */
  leave(): void {
    this.#stop();
    this.#inside = undefined;
  }

  /** Goes to a step; the first time its baseline is taken. */
  async open(stepId: string): Promise<void> {
    stepOf(this.#o.course(), stepId);
    const { id, step } = this.#o.record();
    if (stepId !== step) this.#o.store.setStep(id, stepId, this.#o.now());
    this.#o.broadcast({ type: 'progress', progress: this.progress });
    this.#o.onChange();
    await this.#start();
  }

  answer(stepId: string, check: number, value: string): void {
    const { step } = stepOf(this.#o.course(), stepId);
    if (step.checks[check]?.kind !== 'answer') {
      throw new LabError('badMessage', `Check ${check} of step ${stepId} asks no question.`);
    }
    const { id, step: open } = this.#o.record();
    this.#o.store.setAnswer(id, stepId, check, value);
    if (stepId === open) this.#watch?.setAnswer(check, value);
  }

  /** The course was edited: a step that is gone is left, and the open one is judged by its new checks. */
  courseChanged(): void {
    const course = this.#o.course();
    const { id, step } = this.#o.record();
    if (!stepsOf(course).some((placed) => placed.step.view.id === step)) {
      this.#o.store.setStep(id, firstStep(course), this.#o.now());
    }
    this.#o.broadcast({ type: 'progress', progress: this.progress });
    this.#startSoon();
  }

  #startSoon(): void {
    this.#start().catch((err) => {
      if (!this.#o.signal.aborted) this.#o.log.error({ err }, 'the step did not start');
    });
  }

  async #start(): Promise<void> {
    this.#stop();
    const inside = this.#inside;
    if (!inside) return;
    const turn = this.#turn;
    const { id: seatId, step: stepId } = this.#o.record();
    const { step } = stepOf(this.#o.course(), stepId);
    const baseline = await this.#baseline(seatId, stepId, inside.watch);
    if (turn !== this.#turn) return;
    this.#watch = watchStep({
      checks: step.checks,
      settleSeconds: step.settleSeconds,
      ...inside,
      baseline,
      answers: this.#o.store.answers(seatId, stepId),
      now: this.#o.now,
      log: this.#o.log,
      onVerdicts: (verdicts, met) => {
        if (turn === this.#turn) this.#judged(seatId, stepId, verdicts, met);
      },
    });
  }

  #stop(): void {
    this.#turn++;
    this.#watch?.close();
    this.#watch = undefined;
    this.verdicts = [];
  }

  async #baseline(seatId: string, stepId: string, watch: ClusterWatch): Promise<ClusterSnapshot> {
    const kept = this.#o.store.baseline(seatId, stepId);
    if (kept) return kept;
    const fresh = await watch.refresh(this.#o.signal);
    this.#o.store.setBaseline(seatId, stepId, fresh);
    return fresh;
  }

  #judged(seatId: string, stepId: string, verdicts: readonly Verdict[], met: boolean): void {
    this.verdicts = verdicts;
    const isNew = met && this.progress.met[stepId] === undefined;
    if (isNew) this.#o.store.addMet(seatId, stepId, this.#o.now());
    this.#o.broadcast(this.message);
    if (isNew) this.#o.broadcast({ type: 'progress', progress: this.progress });
    this.#o.onChange();
  }
}
