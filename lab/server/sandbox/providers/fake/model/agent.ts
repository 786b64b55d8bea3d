import { createContainer, endContainer, KILLED, removeContainer, startContainer } from './containers.ts';
import { tellContainer } from './events.ts';
import { isKnownImage } from './programs.ts';
import { machineOf } from './raft.ts';
import type { Cluster, Machine, Swarm, Task } from './state.ts';
import { isEnded, isLive, moveTo, taskName } from './tasks.ts';

const TASK_LABEL = 'com.docker.swarm.task.id';

type WakeAt = (at: number) => void;

/** Goes one step further with every task whose node is heard of; what nodes do by themselves. */
export function followTasks(cluster: Cluster, swarm: Swarm, now: number, wakeAt: WakeAt): void {
  for (const task of swarm.tasks.values()) {
    if (isEnded(task)) continue;
    if (task.state === 'new' || task.state === 'pending') {
      followUnassigned(cluster, swarm, task, now, wakeAt);
      continue;
    }
    const member = swarm.members.get(task.memberId ?? '');
    const machine = member && machineOf(cluster, swarm, member);
    // A node that was lost is listened to again when it is ready, not before.
    if (!machine || member.state !== 'ready') continue;
    if (task.state === 'running' && noticeEnd(cluster, swarm, machine, task)) continue;
    if (isLive(task)) stepForward(cluster, swarm, { machine, task }, { now, wakeAt });
    else stop(cluster, swarm, { machine, task }, { now, wakeAt });
  }
}

function followUnassigned(cluster: Cluster, swarm: Swarm, task: Task, now: number, wakeAt: WakeAt): void {
  if (!isLive(task)) moveTo(cluster, swarm, task, 'shutdown', 'shutdown before it was assigned');
  else if (task.state === 'new' && task.dueAt <= now)
    moveTo(cluster, swarm, task, 'pending', 'pending task scheduling');
  else if (task.state === 'new') wakeAt(task.dueAt);
}

/** The container of a running task has ended: the task has, too. */
function noticeEnd(cluster: Cluster, swarm: Swarm, machine: Machine, task: Task): boolean {
  const container = machine.containers.get(task.containerId ?? '');
  if (container?.state === 'running') return false;
  task.exitCode = container?.exitCode ?? KILLED;
  if (!isLive(task)) moveTo(cluster, swarm, task, 'shutdown', 'shutdown');
  else if (task.exitCode === 0) moveTo(cluster, swarm, task, 'complete', 'finished');
  else {
    task.err = `task: non-zero exit (${task.exitCode})`;
    moveTo(cluster, swarm, task, 'failed', 'started');
  }
  return true;
}

interface Where {
  readonly machine: Machine;
  readonly task: Task;
}
interface When {
  readonly now: number;
  readonly wakeAt: WakeAt;
}

function stepForward(cluster: Cluster, swarm: Swarm, { machine, task }: Where, { now, wakeAt }: When): void {
  if (task.state === 'running' || (task.state === 'ready' && task.desired === 'ready')) return;
  if (task.dueAt > now) {
    wakeAt(task.dueAt);
    return;
  }
  if (task.state === 'assigned') moveTo(cluster, swarm, task, 'accepted', 'accepted');
  else if (task.state === 'accepted') moveTo(cluster, swarm, task, 'preparing', 'preparing');
  else if (task.state === 'preparing') prepare(cluster, swarm, machine, task);
  else if (task.state === 'ready') moveTo(cluster, swarm, task, 'starting', 'starting');
  else if (task.state === 'starting') start(cluster, swarm, machine, task);
  wakeAt(task.dueAt);
}

function prepare(cluster: Cluster, swarm: Swarm, machine: Machine, task: Task): void {
  const { image, command, args } = task.template;
  if (!isKnownImage(image)) {
    task.err = `No such image: ${image}`;
    moveTo(cluster, swarm, task, 'rejected', 'preparing');
    return;
  }
  const name = `${taskName(task)}.${task.id}`;
  task.containerId = createContainer(cluster, machine, {
    name,
    image,
    command: [...command, ...args],
    networks: task.template.networks,
    labels: {
      'com.docker.swarm.node.id': task.memberId ?? '',
      'com.docker.swarm.service.id': task.serviceId,
      'com.docker.swarm.service.name': task.serviceName,
      'com.docker.swarm.task': '',
      [TASK_LABEL]: task.id,
      'com.docker.swarm.task.name': name,
    },
  }).id;
  moveTo(cluster, swarm, task, 'ready', 'prepared');
}

function start(cluster: Cluster, swarm: Swarm, machine: Machine, task: Task): void {
  const container = machine.containers.get(task.containerId ?? '');
  if (container && startContainer(cluster, machine, container)) {
    moveTo(cluster, swarm, task, 'running', 'started');
    return;
  }
  const program = [...task.template.command, ...task.template.args][0] ?? '';
  task.err = container
    ? `starting container failed: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`
    : 'No such container';
  moveTo(cluster, swarm, task, 'failed', 'starting');
}

/** The orchestrator wants it gone: the container gets its time to stop. */
function stop(cluster: Cluster, swarm: Swarm, { machine, task }: Where, { now, wakeAt }: When): void {
  const container = machine.containers.get(task.containerId ?? '');
  if (container?.state === 'running') {
    if (task.stopAt === undefined) {
      task.stopAt = now + cluster.timing.stopMs;
      tellContainer(cluster, machine, container, 'kill', { signal: '15' });
    }
    if (task.stopAt > now) {
      wakeAt(task.stopAt);
      return;
    }
    endContainer(cluster, machine, container, KILLED);
    tellContainer(cluster, machine, container, 'stop');
    task.exitCode = KILLED;
  }
  moveTo(cluster, swarm, task, 'shutdown', 'shutdown');
}

/** Containers of tasks that the swarm no longer knows go, as soon as their node is heard of. */
export function clearForgotten(cluster: Cluster, swarm: Swarm): void {
  for (const member of swarm.members.values()) {
    const machine = machineOf(cluster, swarm, member);
    if (machine && member.state === 'ready') clearTasks(cluster, machine, (id) => !swarm.tasks.has(id));
  }
}

/** Removes the containers of the tasks that are meant. */
export function clearTasks(cluster: Cluster, machine: Machine, isMeant: (taskId: string) => boolean): void {
  for (const container of [...machine.containers.values()]) {
    const taskId = container.labels[TASK_LABEL];
    if (taskId !== undefined && isMeant(taskId)) removeContainer(cluster, machine, container);
  }
}
