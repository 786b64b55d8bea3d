import {
  type ClusterSnapshot,
  type ServiceView,
  type SwarmMember,
  TASK_STATES,
  type TaskView,
} from '../../contract/index.ts';
import { age, said } from './wording.ts';

/** The place of a task's state on its way. */
export const stateRank = (task: TaskView): number => TASK_STATES.indexOf(task.state);
const RUNNING = TASK_STATES.indexOf('running');

/** Whether it is meant to run. A replacement that waits for its turn is meant to be ready first. */
export const isWanted = (task: TaskView): boolean => task.desired === 'running' || task.desired === 'ready';

/** Whether it is meant to run and does. */
export const runs = (task: TaskView): boolean => task.desired === 'running' && task.state === 'running';

/** Whether it came to an end, whichever. */
export const hasEnded = (task: TaskView): boolean => stateRank(task) > RUNNING;

export const isOnItsWay = (task: TaskView): boolean => isWanted(task) && stateRank(task) < RUNNING;

/** The tasks of a service, by its id where there is one: a name may have been used before. */
export function tasksOf(snapshot: ClusterSnapshot, service: string): TaskView[] {
  const id = snapshot.services.find((s) => s.name === service)?.id;
  return snapshot.tasks.filter((t) => (id ? t.serviceId === id : t.serviceName === service));
}

/** How many tasks a service is meant to run now. */
export function wantedTasks(snapshot: ClusterSnapshot, service: ServiceView): number {
  if (service.mode !== 'global') return service.replicas ?? 0;
  const fits = (member: SwarmMember) => (service.constraints ?? []).every((text) => isMetBy(member, text));
  return snapshot.members.filter((m) => m.state === 'ready' && m.availability === 'active' && fits(m)).length;
}

/** Whether a member meets a constraint of a placement, as `node.role == manager`; one that tells of the engine counts as met. */
function isMetBy({ id, hostname, role, labels }: SwarmMember, constraint: string): boolean {
  const [, key = '', operator, wanted = ''] = /^\s*([^!=\s]+)\s*([!=]=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const label = key.startsWith('node.labels.') ? (labels[key.slice('node.labels.'.length)] ?? '') : undefined;
  const has = { 'node.id': id, 'node.hostname': hostname, 'node.role': role }[key] ?? label;
  if (has === undefined) return true;
  return (has.toLowerCase() === wanted.toLowerCase()) === (operator === '==');
}

/** A task's name as a learner knows it: sleeper.5, or sleeper on node3 for a global one. */
export function nameOf(task: TaskView): string {
  return task.slot === undefined
    ? `${task.serviceName} on ${task.node ?? 'no node yet'}`
    : `${task.serviceName}.${task.slot}`;
}

const DOING: Partial<Record<TaskView['state'], string>> = {
  new: 'is new',
  pending: 'waits for a node',
  assigned: 'is assigned',
  accepted: 'is accepted',
  preparing: 'has been preparing',
  ready: 'is ready',
  starting: 'has been starting',
};

/** "sleeper.5 has been preparing on node3 for 3 s." */
export function doing(task: TaskView, now: number): string {
  const where = task.slot !== undefined && task.node ? ` on ${task.node}` : '';
  const how = DOING[task.state] ?? `is ${task.state}`;
  const lasts = task.state === 'preparing' || task.state === 'starting' || task.state === 'pending';
  return `${nameOf(task)} ${how}${where}${lasts ? ` for ${age(now - task.stateAt)}` : ''}.`;
}

/** The newest task of each place that ended badly and has no running one beside it. */
export function newestFailure(tasks: readonly TaskView[]): TaskView | undefined {
  return tasks
    .filter((t) => (t.state === 'failed' || t.state === 'rejected') && !tasks.some((o) => o.slot === t.slot && runs(o)))
    .toSorted((a, b) => b.stateAt - a.stateAt)[0];
}

/** What a task that ended badly said, in the engine's words. */
export function failure(task: TaskView): string {
  const where = task.slot !== undefined && task.node ? ` on ${task.node}` : '';
  const exit = task.exitCode ? ` with exit code ${task.exitCode}` : '';
  return `${nameOf(task)} was ${task.state === 'failed' ? 'running and failed' : task.state}${where}${exit}${task.error ? `: ${said(task.error)}` : '.'}`;
}

/** Why tasks do not run, as far as their own words tell (the engine's texts, seen with Docker 26). */
export function whyNotRunning(tasks: readonly TaskView[], now: number): string | undefined {
  const texts = tasks
    .filter((t) => isWanted(t) || t === newestFailure(tasks))
    .map((t) => `${t.error ?? ''} ${t.message ?? ''}`);
  const has = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  if (has(/no suitable node/i)) return noSuitableNode(texts.find((t) => /no suitable node/i.test(t)) ?? '');
  if (has(/no such image|pull access denied|manifest unknown|not found.*image|failed to pull/i)) {
    return 'The node does not have that image, and cannot fetch it. Is the name of the image right?';
  }
  if (has(/executable file not found|no such file or directory/i)) return 'The image has no program of that name.';
  if (has(/non-zero exit/i)) return 'The program ends by itself. A service needs one that goes on.';
  const slow = tasks.find((t) => t.state === 'preparing' && isWanted(t));
  if (slow) {
    return now - slow.stateAt < 10_000
      ? 'Preparing is only a moment: the node looks for its image.'
      : 'The node looks for its image, and the registry is slow to answer.';
  }
  if (tasks.some((t) => t.desired === 'ready')) return 'Swarm waits five seconds before it starts a replacement.';
  return undefined;
}

function noSuitableNode(text: string): string {
  const why = /\(([^)]*)\)/.exec(text)?.[1];
  const reason = why ? ` (${why})` : '';
  return `No node may take it${reason}. A node has to be active and ready, and to fit the constraints of the service.`;
}
