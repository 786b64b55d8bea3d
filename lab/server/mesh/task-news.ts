/** How long a task that was asked to end takes no connections; one that lives on after that did not obey. */
const ASKED_TO_END_MS = 15_000;
/** How long a start may stay unrecorded: a task with a health check says more when it is well. */
const RECORDED_WITHIN_MS = 10_000;

/** States of a task from which it may come to run. */
const BEFORE_RUNNING = new Set(['new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting']);

/** What nodes said of tasks and managers have not recorded yet. */
export class TaskNews {
  readonly #now: () => number;
  /** Until when a task takes no connections, whatever managers say. */
  readonly #departed = new Map<string, number>();
  /** Until when it is expected that managers record a start. */
  readonly #started = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Its container ended, or was asked to. */
  departed(taskId: string, forGood: boolean): void {
    const until = forGood ? Number.POSITIVE_INFINITY : this.#now() + ASKED_TO_END_MS;
    this.#departed.set(taskId, Math.max(this.#departed.get(taskId) ?? 0, until));
  }

  /** Its container runs, or is well. */
  started(taskId: string): void {
    this.#started.set(taskId, this.#now() + RECORDED_WITHIN_MS);
  }

  hasDeparted(taskId: string): boolean {
    return (this.#departed.get(taskId) ?? 0) > this.#now();
  }

  get isAwaited(): boolean {
    return this.#started.size > 0;
  }

  /** Managers know these tasks, in these states: what they have recorded, or know no more, is let go of. */
  recorded(states: ReadonlyMap<string, string>): void {
    for (const id of this.#departed.keys()) if (!states.has(id)) this.#departed.delete(id);
    for (const [id, until] of this.#started) {
      if (until < this.#now() || !BEFORE_RUNNING.has(states.get(id) ?? 'new')) this.#started.delete(id);
    }
  }
}
