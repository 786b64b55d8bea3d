import type { EngineTask } from '../sandbox/index.ts';
import type { Hint } from './hints.ts';
import {
  EVERY_MS,
  FULL_ALLOWANCE,
  HOT_AFTER_CHANGE_MS,
  HOT_AFTER_EVENT_MS,
  PENDING_INFO_MS,
  RECORDED_AFTER_MS,
  SILENT_ENGINE_MS,
  spend,
  tasksEveryMs,
  UNSEEN_QUIET_MS,
  UNSEEN_ROUND_MS,
  UNSETTLED_MEMBERS_MS,
  UPDATING_SERVICES_MS,
  waitMs,
} from './pace.ts';
import type { NodeWatch } from './read-node.ts';
import type { SwarmWatch } from './read-swarm.ts';
import type { Reading } from './reading.ts';
import { Stir } from './stir.ts';

/** A tick at least this often while somebody looks. */
const LONGEST_WAIT_MS = 1000;
const SHORTEST_WAIT_MS = 10;

export interface RhythmOptions {
  readonly nodes: readonly NodeWatch[];
  readonly swarm: SwarmWatch;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Begins the reads of a cluster when they are due: at once on a hint while somebody looks, in rounds otherwise. */
export class Rhythm {
  readonly #o: RhythmOptions;
  readonly #stir = new Stir();
  readonly #wanted = new Set<Reading>();
  #isLooking = true;
  #roundAt = 0;
  #unsettledUntil = 0;
  #tasksNotBefore = 0;
  #allowance = FULL_ALLOWANCE;
  #timer?: NodeJS.Timeout;

  constructor(options: RhythmOptions) {
    this.#o = options;
    this.#roundAt = options.now();
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    this.#wake();
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** True when that is a change. */
  setLooking(on: boolean): boolean {
    if (on === this.#isLooking) return false;
    this.#isLooking = on;
    this.#wanted.clear();
    this.#roundAt = this.#o.now();
    this.#wake();
    return true;
  }

  /** This should be read again. */
  want(reading: Reading): void {
    if (this.#isLooking) {
      reading.request();
      return;
    }
    const isFirst = this.#wanted.size === 0;
    this.#wanted.add(reading);
    if (isFirst) this.#wake();
  }

  /** Tasks may have changed, or will in a moment. */
  wantTasks(): void {
    this.#stir.stirred(this.#o.now(), HOT_AFTER_EVENT_MS);
    const { tasks } = this.#o.swarm.readings;
    // Without an allowance the next read is begun when it is due.
    const isDelayed = this.#isLooking && waitMs(this.#allowance, this.#o.now()) > 0;
    if (!isDelayed) this.want(tasks);
    if (this.#isLooking) this.#wake();
  }

  /** Tasks have changed, so they may go on. */
  tasksChanged(): void {
    this.#stir.stirred(this.#o.now(), HOT_AFTER_CHANGE_MS);
    if (this.#isLooking) this.#wake();
  }

  /** An engine said something of a task's container, which the managers record in a moment. */
  expect(expected: NonNullable<Hint['expects']>): void {
    const now = this.#o.now();
    this.#stir.expect(expected, now);
    if (!this.#isLooking) {
      this.want(this.#o.swarm.readings.tasks);
      return;
    }
    if (now >= this.#tasksNotBefore) this.#tasksNotBefore = now + RECORDED_AFTER_MS;
    this.#wake();
  }

  tasksRead(tasks: readonly EngineTask[]): void {
    const now = this.#o.now();
    this.#allowance = spend(this.#allowance, now);
    this.#stir.read(tasks, now);
  }

  /** A node went or came, or got another role: leadership may change, without an event. */
  unsettle(forMs: number): void {
    this.#unsettledUntil = Math.max(this.#unsettledUntil, this.#o.now() + forMs);
    this.want(this.#o.swarm.readings.members);
    this.#wake();
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#o.signal.aborted) return;
    const next = this.#isLooking ? this.#readDue() : this.#readRound();
    this.#timer = setTimeout(() => this.#wake(), Math.max(SHORTEST_WAIT_MS, next));
  }

  /** Begins what is due and tells how long nothing will be. */
  #readDue(): number {
    const now = this.#o.now();
    let next = LONGEST_WAIT_MS;
    for (const { reading, everyMs } of this.#plan(now)) {
      const notBefore = reading === this.#o.swarm.readings.tasks ? this.#tasksNotBefore : 0;
      const dueMs = Math.max(reading.begunAt + everyMs, notBefore) - now;
      if (dueMs <= 0 && !reading.isBusy) reading.request();
      next = Math.min(next, dueMs <= 0 ? everyMs : dueMs);
    }
    return next;
  }

  #plan(now: number): { reading: Reading; everyMs: number }[] {
    const { nodes, swarm } = this.#o;
    const { readings, facts } = swarm;
    const isUnsettled = facts.silentSince !== undefined || now < this.#unsettledUntil;
    const isUpdating = facts.services.some((s) => s.UpdateStatus?.State === 'updating');
    return [
      {
        reading: readings.tasks,
        everyMs: Math.max(tasksEveryMs(this.#stir.pace(now), now), waitMs(this.#allowance, now)),
      },
      { reading: readings.members, everyMs: isUnsettled ? UNSETTLED_MEMBERS_MS : EVERY_MS.members },
      { reading: readings.services, everyMs: isUpdating ? UPDATING_SERVICES_MS : EVERY_MS.services },
      { reading: readings.networks, everyMs: EVERY_MS.networks },
      { reading: readings.secrets, everyMs: EVERY_MS.secrets },
      { reading: readings.configs, everyMs: EVERY_MS.configs },
      ...nodes
        .filter((node) => node.isOn)
        .flatMap((node) => [
          { reading: node.info, everyMs: node.facts.membership.local === 'pending' ? PENDING_INFO_MS : EVERY_MS.info },
          ...this.#placePlan(node),
          { reading: node.containers, everyMs: node.facts.answers ? EVERY_MS.containers : SILENT_ENGINE_MS },
        ]),
    ];
  }

  /** The manager that is asked for everything would refuse if it had left; one that is in no swarm cannot leave. */
  #placePlan(node: NodeWatch): { reading: Reading; everyMs: number }[] {
    const isAsked = node.facts.membership.local === 'inactive' || node.node === this.#o.swarm.source;
    return isAsked ? [] : [{ reading: node.place, everyMs: EVERY_MS.place }];
  }

  /** Nobody looks: what events asked for, all together; and now and then everything. */
  #readRound(): number {
    const sinceMs = this.#o.now() - this.#roundAt;
    if (sinceMs >= UNSEEN_QUIET_MS) {
      for (const { reading } of this.#plan(this.#o.now())) this.#wanted.add(reading);
    }
    if (sinceMs >= UNSEEN_ROUND_MS && this.#wanted.size > 0) {
      for (const reading of this.#wanted) reading.request();
      this.#wanted.clear();
      this.#roundAt = this.#o.now();
      return UNSEEN_ROUND_MS;
    }
    return Math.max(0, (this.#wanted.size > 0 ? UNSEEN_ROUND_MS : UNSEEN_QUIET_MS) - sinceMs);
  }
}
