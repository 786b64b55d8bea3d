import { TASK_STATES, type TaskState } from '../../../../../contract/index.ts';
import { swarmObjectId } from './ids.ts';
import { type Cluster, type DesiredState, type Service, type Swarm, type Task, touch } from './state.ts';

const FIRST_END = TASK_STATES.indexOf('complete');

/** Its life is over, one way or another. */
export const isEnded = (task: Task): boolean => TASK_STATES.indexOf(task.state) >= FIRST_END;

/** The orchestrator wants it. */
export const isLive = (task: Task): boolean => task.desired === 'ready' || task.desired === 'running';

/** It is wanted and it runs. */
export const isRunning = (task: Task): boolean => isLive(task) && task.state === 'running';

export interface NewTask {
  readonly slot?: number;
  /** For a global service: the node it is for. */
  readonly memberId?: string;
  /** The task it takes over from: it waits for that one's end. */
  readonly follows?: Task;
  readonly startAfter?: number;
}

/** A new task of a service. */
export function makeTask(cluster: Cluster, swarm: Swarm, service: Service, wish: NewTask): Task {
  const now = cluster.now();
  const task: Task = {
    id: swarmObjectId(cluster.random),
    serviceId: service.id,
    serviceName: service.spec.name,
    slot: wish.slot,
    memberId: wish.memberId,
    template: service.spec.template,
    state: 'new',
    desired: wish.follows ? 'ready' : 'running',
    message: 'created',
    dueAt: now + cluster.timing.stepMs,
    follows: wish.follows?.id,
    startAfter: wish.startAfter ?? now,
    createdAt: now,
    stateAt: now,
    updatedAt: now,
    version: 0,
  };
  swarm.tasks.set(task.id, task);
  touch(swarm, task, now);
  return task;
}

/** The next state; observed states only move forward. */
export function moveTo(cluster: Cluster, swarm: Swarm, task: Task, state: TaskState, message: string): void {
  if (TASK_STATES.indexOf(state) <= TASK_STATES.indexOf(task.state)) return;
  const now = cluster.now();
  task.state = state;
  task.message = message;
  task.stateAt = now;
  task.dueAt = now + cluster.timing.stepMs;
  touch(swarm, task, now);
}

/** What the orchestrator wants from now on; wishes only move towards the end. */
export function wish(swarm: Swarm, task: Task, desired: DesiredState, now: number): void {
  const order: readonly DesiredState[] = ['ready', 'running', 'shutdown', 'remove'];
  if (order.indexOf(desired) <= order.indexOf(task.desired)) return;
  task.desired = desired;
  touch(swarm, task, now);
}

/** `sleeper.1` or, for a global service, `sleeper.<node id>`. */
export const taskName = (task: Task): string => `${task.serviceName}.${task.slot ?? task.memberId ?? ''}`;
