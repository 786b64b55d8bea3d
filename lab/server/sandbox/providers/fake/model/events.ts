import type { Cluster, Container, Machine, Member, Swarm } from './state.ts';

type Attributes = Readonly<Record<string, string>>;

/** An event of a swarm's object: the engines of all its managers that are on tell it (engine facts: section 5). */
export function tellManagers(
  cluster: Cluster,
  swarm: Swarm,
  what: { type: string; action: string; id: string; attributes: Attributes },
): void {
  for (const machine of cluster.machines) {
    if (machine.membership?.swarm !== swarm || machine.power !== 'running') continue;
    if (swarm.members.get(machine.membership.memberId)?.role !== 'manager') continue;
    cluster.emit(machine, {
      Type: what.type,
      Action: what.action,
      scope: 'swarm',
      Actor: { ID: what.id, Attributes: what.attributes },
      timeNano: cluster.now() * 1e6,
    });
  }
}

/** An event of a container: only its own engine tells it. */
export function tellContainer(
  cluster: Cluster,
  machine: Machine,
  container: Container,
  action: string,
  more: Attributes = {},
): void {
  cluster.emit(machine, {
    Type: 'container',
    Action: action,
    scope: 'local',
    Actor: {
      ID: container.id,
      Attributes: { ...container.labels, image: container.image, name: container.name, ...more },
    },
    timeNano: cluster.now() * 1e6,
  });
}

/** A node's spec was changed by hand. */
export function tellNodeUpdate(cluster: Cluster, swarm: Swarm, member: Member, changes: Attributes): void {
  const attributes = { name: member.machine, ...changes };
  tellManagers(cluster, swarm, { type: 'node', action: 'update', id: member.id, attributes });
}
