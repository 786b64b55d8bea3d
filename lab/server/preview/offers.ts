import { type ClusterSnapshot, memberOf, type ServiceView } from '../../contract/index.ts';

/** A port that a service publishes now, and a node to see it on. */
export interface PortOffer {
  readonly service: string;
  readonly node: string;
  readonly port: number;
}

/** The ports that can be seen now, on the node that is asked about where it has them. */
export function offeredPorts(snapshot: ClusterSnapshot, wanted: string): readonly PortOffer[] {
  return snapshot.services
    .flatMap((service) =>
      service.ports
        .filter(({ protocol }) => protocol === 'tcp')
        .flatMap(({ published, mode }) => {
          const nodes = mode === 'ingress' ? membersUp(snapshot) : nodesWithTask(snapshot, service);
          if (runningTasks(snapshot, service).length === 0) return [];
          const node = nodes.includes(wanted) ? wanted : nodes[0];
          return node === undefined ? [] : [{ service: service.name, node, port: published }];
        }),
    )
    .toSorted((a, b) => a.port - b.port);
}

/** The tasks of a service that take connections. */
export function runningTasks(snapshot: ClusterSnapshot, service: ServiceView) {
  return snapshot.tasks.filter(
    (task) => task.serviceId === service.id && task.state === 'running' && task.desired === 'running',
  );
}

/** The nodes of those tasks, each once. */
export function nodesWithTask(snapshot: ClusterSnapshot, service: ServiceView): readonly string[] {
  return [...new Set(runningTasks(snapshot, service).flatMap((task) => task.node ?? []))].toSorted();
}

function membersUp(snapshot: ClusterSnapshot): readonly string[] {
  return snapshot.nodes
    .filter((node) => node.power === 'running' && memberOf(snapshot, node.name))
    .map((node) => node.name);
}
