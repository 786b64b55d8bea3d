import { type ClusterSnapshot, memberOf, type TaskView } from './cluster.ts';
import type { ServiceView } from './service-view.ts';

/** A TCP port of a node that a service answers on now. */
export interface PortOffer {
  readonly service: string;
  readonly node: string;
  readonly port: number;
  /** A task of the service runs on that node; else the routing mesh leads to one. */
  readonly isHere: boolean;
}

/** The ports that services publish on a node now; none without a running task. */
export function portsOf(snapshot: ClusterSnapshot, node: string): readonly PortOffer[] {
  const isMember = memberOf(snapshot, node) !== undefined;
  if (!isMember || snapshot.nodes.find(({ name }) => name === node)?.power !== 'running') return [];
  const offers = snapshot.services.flatMap((service) => {
    const nodes = nodesWithTask(snapshot, service);
    const isHere = nodes.includes(node);
    return service.ports
      .filter(({ protocol, mode }) => protocol === 'tcp' && (isHere || (mode === 'ingress' && nodes.length > 0)))
      .map(({ published }) => ({ service: service.name, node, port: published, isHere }));
  });
  return offers.toSorted((a, b) => a.port - b.port);
}

/** Each published port once: on the node that is wanted, where that has it, else on the first that has. */
export function offeredPorts(snapshot: ClusterSnapshot, wanted?: string): readonly PortOffer[] {
  const nodes = snapshot.nodes.map(({ name }) => name);
  const inOrder = [...nodes.filter((name) => name === wanted), ...nodes];
  const offers = new Map<string, PortOffer>();
  for (const offer of inOrder.flatMap((node) => portsOf(snapshot, node))) {
    const key = `${offer.service} ${offer.port}`;
    if (!offers.has(key)) offers.set(key, offer);
  }
  return [...offers.values()].toSorted((a, b) => a.port - b.port);
}

/** The tasks of a service that take connections. */
export function runningTasks(snapshot: ClusterSnapshot, service: ServiceView): readonly TaskView[] {
  return snapshot.tasks.filter(
    (task) => task.serviceId === service.id && task.state === 'running' && task.desired === 'running',
  );
}

/** The nodes of those tasks, each once. */
export function nodesWithTask(snapshot: ClusterSnapshot, service: ServiceView): readonly string[] {
  return [...new Set(runningTasks(snapshot, service).flatMap((task) => task.node ?? []))].toSorted();
}
