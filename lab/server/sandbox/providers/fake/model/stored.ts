import { tellManagers } from './events.ts';
import { longId, swarmObjectId } from './ids.ts';
import { alreadyExists, invalidArgument, notFound } from './refusals.ts';
import type { Cluster, Machine, Network, Stored, Swarm } from './state.ts';

export type StoredKind = 'secret' | 'config';

const shelf = (swarm: Swarm, kind: StoredKind): Map<string, Stored> =>
  kind === 'secret' ? swarm.secrets : swarm.configs;

/** `docker secret create`, `docker config create`. */
export function createStored(
  cluster: Cluster,
  swarm: Swarm,
  kind: StoredKind,
  wish: { name: string; data: string },
): Stored {
  const all = shelf(swarm, kind);
  if ([...all.values()].some((s) => s.name === wish.name)) throw alreadyExists(`${kind} ${wish.name} already exists`);
  swarm.index += 1;
  const stored = { ...wish, id: swarmObjectId(cluster.random), createdAt: cluster.now(), version: swarm.index };
  all.set(stored.id, stored);
  const attributes = { name: wish.name };
  tellManagers(cluster, swarm, { type: kind, action: 'create', id: stored.id, attributes });
  return stored;
}

export function findStored(swarm: Swarm, kind: StoredKind, key: string): Stored {
  const all = [...shelf(swarm, kind).values()];
  const found = all.find((s) => s.name === key || s.id === key) ?? all.find((s) => key !== '' && s.id.startsWith(key));
  if (!found) throw notFound(`${kind} ${key} not found`);
  return found;
}

/** Takes it away, unless a service uses it. */
export function removeStored(cluster: Cluster, swarm: Swarm, kind: StoredKind, stored: Stored): void {
  const users = [...swarm.services.values()].filter((s) => {
    const { secrets, configs } = s.spec.template;
    return (kind === 'secret' ? secrets : configs).includes(stored.name);
  });
  if (users.length > 0)
    throw invalidArgument(
      `${kind} '${stored.name}' is in use by the following service${users.length > 1 ? 's' : ''}: ${users.map((s) => s.spec.name).join(', ')}`,
    );
  shelf(swarm, kind).delete(stored.id);
  swarm.index += 1;
  const attributes = { name: stored.name };
  tellManagers(cluster, swarm, { type: kind, action: 'remove', id: stored.id, attributes });
}

/** The networks every engine begins with. */
export function firstNetworks(cluster: Pick<Cluster, 'random' | 'now'>): Network[] {
  const createdAt = cluster.now();
  return [
    { name: 'bridge', driver: 'bridge', subnet: '172.17.0.0/16' },
    { name: 'host', driver: 'host' },
    { name: 'none', driver: 'null' },
  ].map((n) => ({ ...n, id: longId(cluster.random), scope: 'local', createdAt }));
}

/** What an engine lists: its own networks, and the swarm's while it can see them. */
export function networksOf(machine: Machine): Network[] {
  const own = [...machine.networks.values()];
  const { membership } = machine;
  if (!membership) return own;
  const { swarm, memberId } = membership;
  const isManager = swarm.members.get(memberId)?.role === 'manager';
  const used = new Set(
    [...swarm.tasks.values()].filter((t) => t.memberId === memberId).flatMap((t) => t.template.networks),
  );
  return [...own, ...[...swarm.networks.values()].filter((n) => isManager || n.name === 'ingress' || used.has(n.id))];
}

/** `docker network create`: an overlay belongs to the swarm, anything else to the engine. */
export function createNetwork(
  cluster: Cluster,
  machine: Machine,
  wish: { name: string; driver: string; subnet?: string; swarm?: Swarm },
): Network {
  if (networksOf(machine).some((n) => n.name === wish.name))
    throw alreadyExists(`network with name ${wish.name} already exists`);
  const { name, driver, swarm } = wish;
  const id = swarm ? swarmObjectId(cluster.random) : longId(cluster.random);
  const number = (swarm?.networks.size ?? 0) + machine.networks.size;
  const subnet = wish.subnet ?? (swarm ? `10.0.${swarm.networks.size}.0/24` : `172.${18 + number}.0.0/16`);
  const network: Network = { id, name, driver, subnet, scope: swarm ? 'swarm' : 'local', createdAt: cluster.now() };
  (swarm?.networks ?? machine.networks).set(id, network);
  const attributes = { name, type: driver };
  if (swarm) tellManagers(cluster, swarm, { type: 'network', action: 'create', id, attributes });
  else tellLocal(cluster, machine, network, 'create');
  return network;
}

function tellLocal(cluster: Cluster, machine: Machine, network: Network, action: string): void {
  cluster.emit(machine, {
    Type: 'network',
    Action: action,
    scope: 'local',
    Actor: { ID: network.id, Attributes: { name: network.name, type: network.driver } },
    timeNano: cluster.now() * 1e6,
  });
}

export function findNetwork(machine: Machine, key: string): Network {
  const all = networksOf(machine);
  const found = all.find((n) => n.name === key || n.id === key) ?? all.find((n) => key !== '' && n.id.startsWith(key));
  if (!found) throw notFound(`network ${key} not found`);
  return found;
}

export function removeNetwork(cluster: Cluster, machine: Machine, network: Network, swarm?: Swarm): void {
  if (['bridge', 'host', 'none', 'ingress', 'docker_gwbridge'].includes(network.name))
    throw invalidArgument(`${network.name} is a pre-defined network and cannot be removed`);
  const user = [...(swarm?.services.values() ?? [])].find((s) => s.spec.template.networks.includes(network.id));
  if (user) throw invalidArgument(`network ${network.name} is in use by service ${user.spec.name}`);
  if (machine.networks.delete(network.id)) tellLocal(cluster, machine, network, 'destroy');
  if (!swarm?.networks.has(network.id)) return;
  swarm.networks.delete(network.id);
  const attributes = { name: network.name, type: network.driver };
  tellManagers(cluster, swarm, { type: 'network', action: 'remove', id: network.id, attributes });
}
