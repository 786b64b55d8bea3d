import type { ClusterSnapshot, TaskView } from '../../contract/index.ts';

/** Ways in which a task has come to an end. */
const ENDS: readonly string[] = ['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'];

/** Whether a task is there to work: it is wanted and has not ended. */
export function isWanted(task: TaskView): boolean {
  return task.desired === 'running' && !ENDS.includes(task.state);
}

/** Whether it runs, as far as is known: a node that is off runs nothing. */
export function isRunning(snapshot: ClusterSnapshot, task: TaskView): boolean {
  const node = snapshot.nodes.find((n) => n.name === task.node);
  return isWanted(task) && task.state === 'running' && node?.power === 'running';
}

/** The name of a service without that of its stack, which all of them share. */
export function shortService(name: string, stack: string | undefined): string {
  return stack !== undefined && name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
}

/** A task as one says it: miner.2, or the service alone when every node has one. */
export function taskWord(snapshot: ClusterSnapshot, task: TaskView): string {
  const stack = snapshot.services.find((service) => service.id === task.serviceId)?.stack;
  const name = shortService(task.serviceName, stack);
  return task.slot === undefined ? name : `${name}.${task.slot}`;
}

/** The part of an image that tells versions apart: 1.1 of registry:5000/devcoin/api:1.1@sha256:… */
export function versionOf(image: string): string {
  const [reference = ''] = image.split('@');
  const last = reference.split('/').at(-1) ?? '';
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest';
}

/** Words in a row: a, b and c. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
