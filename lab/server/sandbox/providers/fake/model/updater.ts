import { liveTasks } from './orchestrator.ts';
import { type Cluster, type Service, type Swarm, type Task, touch } from './state.ts';
import { isRunning, makeTask, wish } from './tasks.ts';

type WakeAt = (at: number) => void;

/** Rolling updates: replaces tasks of an older template, a few at a time, the old one first. */
export function followUpdates(cluster: Cluster, swarm: Swarm, now: number, wakeAt: WakeAt): void {
  for (const service of swarm.services.values()) {
    const state = service.update?.state;
    if (state !== 'updating' && state !== 'rollback_started') continue;
    const failed = [...swarm.tasks.values()].find(
      (t) => isNew(service, t) && (t.state === 'failed' || t.state === 'rejected'),
    );
    if (failed && state === 'updating') pause(swarm, service, failed, now);
    else goOn(cluster, swarm, service, { now, wakeAt });
  }
}

const isNew = (service: Service, task: Task): boolean =>
  task.serviceId === service.id && task.template === service.spec.template && task.desired !== 'remove';

function pause(swarm: Swarm, service: Service, failed: Task, now: number): void {
  service.update = {
    state: 'paused',
    message: `update paused due to failure or early termination of task ${failed.id}`,
  };
  touch(swarm, service, now);
}

function goOn(cluster: Cluster, swarm: Swarm, service: Service, when: { now: number; wakeAt: WakeAt }): void {
  const live = liveTasks(swarm, service);
  const old = live.filter((t) => t.template !== service.spec.template);
  const underWay = live.filter((t) => t.template === service.spec.template && !isRunning(t));
  if (old.length === 0 && underWay.length === 0) {
    complete(swarm, service, when.now);
    return;
  }
  const { updateParallelism, updateDelayMs } = service.spec;
  if (service.nextBatchAt !== undefined && service.nextBatchAt > when.now) {
    when.wakeAt(service.nextBatchAt);
    return;
  }
  const room = (updateParallelism || live.length) - underWay.length;
  for (const task of old.toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0)).slice(0, Math.max(0, room))) {
    wish(swarm, task, 'shutdown', when.now);
    const memberId = task.slot === undefined ? task.memberId : undefined;
    makeTask(cluster, swarm, service, { slot: task.slot, memberId, follows: task });
    if (updateDelayMs > 0) service.nextBatchAt = when.now + updateDelayMs;
  }
}

function complete(swarm: Swarm, service: Service, now: number): void {
  const rolledBack = service.update?.state === 'rollback_started';
  service.update = rolledBack
    ? { state: 'rollback_completed', message: 'rollback completed' }
    : { state: 'completed', message: 'update completed' };
  touch(swarm, service, now);
}
