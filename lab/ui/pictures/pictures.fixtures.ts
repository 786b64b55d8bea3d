import {
  type ClusterSnapshot,
  emptySnapshot,
  type NodeView,
  type ServiceView,
  type SwarmMember,
  type TaskView,
} from '../../contract/index.ts';

export const NOW = 1_000_000;

/** A node that is on and in the swarm. */
export function node(n: number, more: Partial<NodeView> = {}): NodeView {
  const well = { power: 'running', engine: 'up', local: 'active' } as const;
  return { name: `node${n}`, address: `10.0.0.${n}`, ...well, memberId: `m${n}`, ...more };
}

function member(n: number): SwarmMember {
  const role = n <= 3 ? 'manager' : 'worker';
  return {
    ...{ id: `m${n}`, hostname: `node${n}`, role, availability: 'active', state: 'ready', leader: n === 1 },
    ...{ address: '', labels: {}, version: 1 },
  };
}

/** A service of the stack devcoin. */
export function service(name: string, more: Partial<ServiceView> = {}): ServiceView {
  return {
    ...{ id: name, name: `devcoin_${name}`, stack: 'devcoin', mode: 'replicated', replicas: 1, image: `${name}:1.0` },
    ...{ command: [], args: [], networks: [], ports: [], secrets: [], configs: [], version: 1, createdAt: 1 },
    ...more,
  };
}

/** A task of it that runs. */
export function task(of: ServiceView, slot: number, on: number, more: Partial<TaskView> = {}): TaskView {
  return {
    ...{ id: `${of.id}.${slot}`, serviceId: of.id, serviceName: of.name, slot, memberId: `m${on}`, node: `node${on}` },
    ...{ state: 'running', desired: 'running', createdAt: slot, stateAt: NOW - 60_000, updatedAt: NOW - 60_000 },
    ...more,
  };
}

/** Three managers and a worker. */
export function snapshot(more: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  const swarm = { state: 'active', id: 'swarm', managers: 3, reachable: 3 } as const;
  const numbers = [1, 2, 3, 4];
  return {
    ...emptySnapshot(),
    seq: 1,
    swarm,
    nodes: numbers.map((n) => node(n)),
    members: numbers.map(member),
    ...more,
  };
}
