import { fitsTemplate } from './scheduler.ts';
import type { Cluster, Member, Service, Swarm, Task } from './state.ts';
import { isEnded, isLive, isRunning, makeTask, wish } from './tasks.ts';

type WakeAt = (at: number) => void;

/** Tasks kept of one slot, the present one among them (swarm's task history limit). */
const HISTORY = 5;

/** Makes the tasks be what the services ask for. */
export function orchestrate(cluster: Cluster, swarm: Swarm, now: number, wakeAt: WakeAt): void {
  const tasksOf = new Map<string, Task[]>([...swarm.services.keys()].map((id) => [id, []]));
  for (const task of swarm.tasks.values()) {
    const mine = tasksOf.get(task.serviceId);
    if (mine) mine.push(task);
    else wish(swarm, task, 'remove', now);
  }
  for (const service of swarm.services.values()) {
    const tasks = tasksOf.get(service.id) ?? [];
    const { mode } = service.spec;
    if (mode.kind === 'replicated') trim(swarm, tasks, mode.replicas, now);
    replaceBroken(cluster, swarm, service, tasks, now);
    if (mode.kind === 'replicated') fill(cluster, swarm, service, mode.replicas);
    else cover(cluster, swarm, service);
  }
  release(swarm, now, wakeAt);
  reap(swarm);
}

/** The service's tasks as they are now. */
export function liveTasks(swarm: Swarm, service: Service): Task[] {
  return [...swarm.tasks.values()].filter((t) => t.serviceId === service.id && isLive(t));
}

/** Too many slots: those go first that do not run yet, then those on the fullest nodes. */
function trim(swarm: Swarm, tasks: readonly Task[], replicas: number, now: number): void {
  const live = tasks.filter(isLive);
  while (live.length > replicas) {
    const load = (task: Task) => live.filter((t) => t.memberId === task.memberId).length;
    live.sort(
      (a, b) => Number(isRunning(a)) - Number(isRunning(b)) || load(b) - load(a) || (b.slot ?? 0) - (a.slot ?? 0),
    );
    const [first] = live.splice(0, 1);
    if (first) wish(swarm, first, 'remove', now);
  }
}

/** A node that must not run tasks: gone, down, or drained (swarmkit's InvalidNode). */
function isInvalid(member: Member | undefined): boolean {
  return !member || member.state === 'down' || member.availability === 'drain';
}

function replaceBroken(cluster: Cluster, swarm: Swarm, service: Service, tasks: readonly Task[], now: number): void {
  for (const task of tasks) {
    if (!isLive(task)) continue;
    const uprooted = task.memberId !== undefined && isInvalid(swarm.members.get(task.memberId));
    if (!uprooted && !isEnded(task)) continue;
    wish(swarm, task, 'shutdown', now);
    if (uprooted && task.slot === undefined) continue;
    if (!uprooted && !mayRestart(task)) {
      task.final = true;
      continue;
    }
    const delay = service.spec.template.restartDelayMs ?? cluster.timing.restartDelayMs;
    makeTask(cluster, swarm, service, {
      slot: task.slot,
      memberId: task.slot === undefined ? task.memberId : undefined,
      follows: task,
      startAfter: now + delay,
    });
  }
}

function mayRestart(task: Task): boolean {
  const { restart } = task.template;
  return restart === 'any' || (restart === 'on-failure' && task.state !== 'complete');
}

/** Too few slots: new tasks take the lowest free numbers. */
function fill(cluster: Cluster, swarm: Swarm, service: Service, replicas: number): void {
  const taken = new Set(
    [...swarm.tasks.values()]
      .filter((t) => t.serviceId === service.id && (isLive(t) || (t.final && t.template === service.spec.template)))
      .map((t) => t.slot),
  );
  for (let slot = 1; taken.size < replicas; slot++) {
    if (taken.has(slot)) continue;
    taken.add(slot);
    makeTask(cluster, swarm, service, { slot });
  }
}

/** A global service: one task on every node that may have it. */
function cover(cluster: Cluster, swarm: Swarm, service: Service): void {
  const live = liveTasks(swarm, service);
  const finals = [...swarm.tasks.values()].filter((t) => t.serviceId === service.id && t.final);
  for (const member of swarm.members.values()) {
    const has = [...live, ...finals].some((t) => t.memberId === member.id);
    const may = member.state === 'ready' && member.availability === 'active';
    if (!has && may && fitsTemplate(member, service.spec.template))
      makeTask(cluster, swarm, service, { memberId: member.id });
  }
}

/** Successors start when their predecessor has stopped and the restart delay is over. */
function release(swarm: Swarm, now: number, wakeAt: WakeAt): void {
  for (const task of swarm.tasks.values()) {
    if (task.desired !== 'ready') continue;
    if (task.startAfter > now) wakeAt(task.startAfter);
    else if (!isStillStopping(swarm, task.follows)) wish(swarm, task, 'running', now);
  }
}

function isStillStopping(swarm: Swarm, id: string | undefined): boolean {
  const task = swarm.tasks.get(id ?? '');
  return task !== undefined && !isEnded(task) && swarm.members.get(task.memberId ?? '')?.state === 'ready';
}

/** Forgets tasks that were to be removed, that lost their node for good, or that are too old to be kept as history. */
function reap(swarm: Swarm): void {
  const history = new Map<string, Task[]>();
  for (const task of swarm.tasks.values()) {
    const lostNode = task.memberId !== undefined && !swarm.members.has(task.memberId);
    if (!isLive(task) && (lostNode || (task.desired === 'remove' && isEnded(task)))) forget(swarm, task);
    else {
      const place = `${task.serviceId}/${task.slot ?? task.memberId}`;
      history.set(place, [...(history.get(place) ?? []), task]);
    }
  }
  for (const tasks of history.values()) {
    const old = tasks.toSorted((a, b) => a.createdAt - b.createdAt).slice(0, -HISTORY);
    for (const task of old) if (!isLive(task) && isEnded(task)) forget(swarm, task);
  }
}

function forget(swarm: Swarm, task: Task): void {
  swarm.tasks.delete(task.id);
  swarm.index += 1;
}
