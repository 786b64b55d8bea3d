import {
  type ClusterSnapshot,
  emptySnapshot,
  type NodeView,
  type ServiceView,
  type SwarmMember,
  type TaskView,
} from '../../contract/index.ts';
import type { World } from './finding.ts';

/** The time of every sample. */
export const NOW = 1_800_000_000_000;

/** Five nodes of a formed swarm for tests: node1 to node3 manage, node1 leads, nothing runs. */
export function sampleSnapshot(changes: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    ...emptySnapshot(),
    seq: 7,
    at: NOW,
    swarm: { state: 'active', id: 'swarm-a', managers: 3, reachable: 3 },
    nodes: [1, 2, 3, 4, 5].map((n) => sampleNode(n)),
    members: [1, 2, 3, 4, 5].map((n) => sampleMember(n)),
    ...changes,
  };
}

export function sampleNode(n: number, changes: Partial<NodeView> = {}): NodeView {
  return {
    name: `node${n}`,
    address: `10.9.0.${n}`,
    power: 'running',
    engine: 'up',
    local: 'active',
    swarmId: 'swarm-a',
    memberId: `id${n}abcdef`,
    ...changes,
  };
}

/** The node as it is before it enters a swarm. */
export function loneNode(n: number, changes: Partial<NodeView> = {}): NodeView {
  const { swarmId: _, memberId: __, ...rest } = sampleNode(n, { local: 'inactive' });
  return { ...rest, ...changes };
}

export function sampleMember(n: number, changes: Partial<SwarmMember> = {}): SwarmMember {
  return {
    id: `id${n}abcdef`,
    hostname: `node${n}`,
    role: n <= 3 ? 'manager' : 'worker',
    availability: 'active',
    state: 'ready',
    leader: n === 1,
    ...(n <= 3 ? { reachability: 'reachable' as const } : {}),
    address: `10.9.0.${n}`,
    labels: {},
    version: 10,
    ...changes,
  };
}

export function sampleService(changes: Partial<ServiceView> = {}): ServiceView {
  return {
    id: 'svc1',
    name: 'sleeper',
    mode: 'replicated',
    replicas: 1,
    image: 'alpine:3.22@sha256:0123',
    command: [],
    args: ['sleep', '100000'],
    networks: [],
    ports: [],
    secrets: [],
    configs: [],
    version: 20,
    createdAt: NOW - 60_000,
    ...changes,
  };
}

/** A task of sleeper in a slot, running on the node of the same number. */
export function sampleTask(slot: number, changes: Partial<TaskView> = {}): TaskView {
  return {
    id: `task${slot}`,
    serviceId: 'svc1',
    serviceName: 'sleeper',
    slot,
    memberId: `id${slot}abcdef`,
    node: `node${slot}`,
    state: 'running',
    desired: 'running',
    createdAt: NOW - 50_000,
    stateAt: NOW - 40_000,
    updatedAt: NOW - 40_000,
    ...changes,
  };
}

/** A snapshot without quorum: node2 and node3 are stopped. */
export function withoutQuorum(changes: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  const isOff = (n: number) => n === 2 || n === 3;
  return sampleSnapshot({
    swarm: { state: 'noQuorum', id: 'swarm-a', managers: 3, reachable: 1, error: 'The swarm does not have a leader.' },
    nodes: [1, 2, 3, 4, 5].map((n) => sampleNode(n, isOff(n) ? { power: 'stopped', engine: 'down' } : {})),
    members: [1, 2, 3, 4, 5].map((n) => sampleMember(n, { leader: false, ...(isOff(n) ? { state: 'down' } : {}) })),
    ...changes,
  });
}

/** The world of a check: nothing changed since the step was opened, unless told. */
export function sampleWorld<E extends object>(snapshot: ClusterSnapshot, changes: Partial<World<E>> = {}): World<E> {
  return { snapshot, baseline: snapshot, now: NOW, ...changes };
}
