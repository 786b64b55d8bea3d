import { type ClusterSnapshot, type MeshPath, meshPaths } from '../../contract/index.ts';
import { isRunning, listed, taskWord } from './task-words.ts';

/** A port that every node answers. */
export interface MeshDoor {
  readonly key: string;
  readonly path: MeshPath;
}

/** What happens to a request for one port at one node. */
export interface MeshPicture {
  readonly tasks: readonly {
    readonly id: string;
    readonly name: string;
    readonly serviceId: string;
    readonly node: string;
    readonly isHere: boolean;
  }[];
  readonly sentence: string;
}

/** The ports that the mesh publishes. */
export function meshDoors(snapshot: ClusterSnapshot): readonly MeshDoor[] {
  return meshPaths(snapshot).map((path) => ({ key: `${path.port}/${path.protocol}`, path }));
}

/** The tasks that may answer a request for a port at a node. */
export function meshPicture(snapshot: ClusterSnapshot, { path }: MeshDoor, asked: string): MeshPicture {
  const isOpen = path.nodes.includes(asked);
  const running = path.tasks.filter((task) => isOpen && isRunning(snapshot, task));
  const tasks = running.map((task) => ({
    id: task.id,
    name: taskWord(snapshot, task),
    serviceId: task.serviceId,
    node: task.node ?? '?',
    isHere: task.node === asked,
  }));
  return { tasks, sentence: sentenceOf(tasks, path, asked) };
}

function sentenceOf(tasks: MeshPicture['tasks'], path: MeshPath, asked: string): string {
  if (!path.nodes.includes(asked)) return `${asked} is off or not in the swarm: nothing answers there.`;
  if (tasks.length === 0) return `No task of ${path.service} runs, so nobody answers.`;
  const others = [...new Set(tasks.filter((task) => !task.isHere).map((task) => task.node))];
  const isHere = tasks.some((task) => task.isHere);
  const turn = tasks.length === 1 ? 'It goes' : 'Each connection goes to the next task:';
  if (others.length === 0) return `${turn} to ${asked} itself.`;
  return isHere
    ? `${turn} here, or on ${listed(others)}.`
    : `${asked} has none, and passes it on to ${listed(others)}.`;
}
