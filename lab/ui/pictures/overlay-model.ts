import type { ClusterSnapshot } from '../../contract/index.ts';
import { isRunning, listed, taskWord } from './task-words.ts';

/** A task on a network. */
export interface PlacedTask {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
}

/** An overlay network, with its tasks by node. */
export interface OverlayPicture {
  readonly name: string;
  readonly subnet?: string;
  readonly nodes: readonly { readonly name: string; readonly tasks: readonly PlacedTask[] }[];
  readonly sentence: string;
}

/** The overlay networks that somebody made, and which nodes have tasks on them now. */
export function overlayPictures(snapshot: ClusterSnapshot): readonly OverlayPicture[] {
  const overlays = snapshot.networks.filter((n) => n.driver === 'overlay' && n.name !== 'ingress');
  const nodes = snapshot.nodes.filter((node) => node.power !== 'spare');
  return overlays.map((network) => {
    const services = snapshot.services.filter((service) => service.networks.includes(network.name));
    const ids = new Set(services.map((service) => service.id));
    const tasks = snapshot.tasks.filter((task) => ids.has(task.serviceId) && isRunning(snapshot, task));
    const byNode = nodes.map(({ name }) => ({
      name,
      tasks: tasks
        .filter((task) => task.node === name)
        .map((task) => ({ id: task.id, name: taskWord(snapshot, task), serviceId: task.serviceId })),
    }));
    const reached = byNode.filter((node) => node.tasks.length > 0).map((node) => node.name);
    return {
      name: network.name,
      ...(network.subnet ? { subnet: network.subnet } : {}),
      nodes: byNode,
      sentence: reached.length === 0 ? 'No task is on it yet, so no node has it.' : `It reaches ${listed(reached)}.`,
    };
  });
}
