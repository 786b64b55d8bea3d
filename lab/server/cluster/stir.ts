import { TASK_STATES, type TaskState } from '../../contract/index.ts';
import type { EngineTask } from '../sandbox/index.ts';
import type { Hint } from './hints.ts';
import type { TaskPace } from './pace.ts';

/** What an engine said of a task's container is recorded by the managers within a second, or the task is gone. */
const EXPECTED_FOR_MS = 3000;

const rank = (state: string): number => TASK_STATES.indexOf(state as TaskState);

/** Whether tasks are on the move: by the states the managers record, and by what engines said that is not recorded yet. */
export class Stir {
  #stirredAt = 0;
  #hotUntil = 0;
  #areMoving = false;
  readonly #expected = new Map<string, { readonly atLeast: number; readonly until: number }>();

  /** Something happened that may change tasks; for so long they are watched closely. */
  stirred(now: number, hotForMs: number): void {
    this.#stirredAt = now;
    this.#hotUntil = Math.max(this.#hotUntil, now + hotForMs);
  }

  /** An engine said something of a task's container. */
  expect({ taskId, atLeast }: NonNullable<Hint['expects']>, now: number): void {
    this.#expected.set(taskId, { atLeast: rank(atLeast), until: now + EXPECTED_FOR_MS });
  }

  /** The tasks were read. */
  read(tasks: readonly EngineTask[], now: number): void {
    this.#areMoving = tasks.some(isComing);
    if (this.#expected.size === 0) return;
    const ranks = new Map(tasks.map((task) => [task.ID, rank(task.Status.State)]));
    for (const [taskId, { atLeast, until }] of this.#expected) {
      // A task that is not listed may not be listed yet.
      if ((ranks.get(taskId) ?? -1) >= atLeast || now > until) this.#expected.delete(taskId);
    }
  }

  pace(now: number): TaskPace {
    const isHot = this.#expected.size > 0 || now < this.#hotUntil;
    return { isHot, isMoving: this.#areMoving, stirredAt: this.#stirredAt };
  }
}

/** Whether it is on its way to running. One that is told to end is announced by its container's end. */
function isComing({ Status: { State: state }, DesiredState: desired }: EngineTask): boolean {
  return rank(state) < Math.min(rank(desired), rank('running')) && rank(desired) <= rank('running');
}
