/** What is known of a learner's cluster at an instant, and how one instant becomes the next. */

import type { ServiceView } from './service-view.ts';

/** `spare`: a machine that is not created yet, or was given back. */
export type NodePower = 'spare' | 'starting' | 'running' | 'paused' | 'stopped' | 'failed';

/** One machine of the sandbox, as the lab and the machine's own engine see it. */
export interface NodeView {
  readonly name: string;
  readonly address: string;
  /** Its address on the second network, where nodes have two. */
  readonly publicAddress?: string;
  readonly power: NodePower;
  /** `up` when the node's own Docker engine answers. */
  readonly engine: 'up' | 'down';
  /** Why the node is not usable, as a sentence; absent while all is well. */
  readonly problem?: string;
  /** What the node's own engine says of its membership, last known while the engine is down. */
  readonly local: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  /** The swarm the node says it belongs to. */
  readonly swarmId?: string;
  /** The node's id in that swarm: the key into `members`. */
  readonly memberId?: string;
}

/** One entry of `docker node ls`; last known while no manager answers. */
export interface SwarmMember {
  readonly id: string;
  readonly hostname: string;
  readonly role: 'manager' | 'worker';
  readonly availability: 'active' | 'pause' | 'drain';
  readonly state: 'ready' | 'down' | 'unknown' | 'disconnected';
  readonly leader: boolean;
  readonly reachability?: 'reachable' | 'unreachable' | 'unknown';
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The object's version index in the swarm; rises with every change. */
  readonly version: number;
}

/** The state of the swarm as a whole. */
export interface SwarmView {
  /** `noQuorum`: a node says it is a manager, but no manager can decide anything. */
  readonly state: 'none' | 'active' | 'noQuorum';
  readonly id?: string;
  /** Managers that the swarm counts, and how many of them answer. */
  readonly managers: number;
  readonly reachable: number;
  /** What the engine said when it refused, verbatim. */
  readonly error?: string;
  /** When a manager last answered, in ms since the epoch. */
  readonly answeredAt?: number;
}

/** Task states in the order Swarm goes through them; the later half are ends. */
export const TASK_STATES = [
  'new',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export interface TaskView {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The place among the replicas, from 1; absent for global services. */
  readonly slot?: number;
  /** The member it is assigned to, and that member's name. */
  readonly memberId?: string;
  readonly node?: string;
  /** What it was made of; its service may want something else by now. */
  readonly image?: string;
  readonly configs?: readonly string[];
  readonly state: TaskState;
  readonly desired: TaskState;
  readonly message?: string;
  readonly error?: string;
  readonly exitCode?: number;
  readonly containerId?: string;
  readonly createdAt: number;
  /** When the present state was reached (the node's clock), and when the manager recorded it. */
  readonly stateAt: number;
  readonly updatedAt: number;
}

/** A container on one engine, whoever started it. */
export interface ContainerView {
  /** `node/containerId`: ids are unique per engine only by chance. */
  readonly key: string;
  readonly id: string;
  readonly node: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly createdAt: number;
  /** The Swarm service it is of. */
  readonly service?: string;
  readonly taskId?: string;
  /** The service of a compose file it is of, and the project; not for one that `docker compose run` made. */
  readonly compose?: string;
  readonly project?: string;
}

export interface NetworkView {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly subnet?: string;
}

/** A secret or a config: its name is all that the API gives away of a secret. */
export interface StoredView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** The keyed collections of a snapshot and the key of each. */
export const COLLECTION_KEYS = {
  nodes: 'name',
  members: 'id',
  services: 'id',
  tasks: 'id',
  containers: 'key',
  networks: 'id',
  secrets: 'id',
  configs: 'id',
} as const;

export interface ClusterSnapshot {
  /** Rises by one with every event; a gap means that an event was missed. */
  readonly seq: number;
  /** When the newest fact in it was read, in ms since the epoch. */
  readonly at: number;
  readonly swarm: SwarmView;
  readonly nodes: readonly NodeView[];
  readonly members: readonly SwarmMember[];
  readonly services: readonly ServiceView[];
  readonly tasks: readonly TaskView[];
  readonly containers: readonly ContainerView[];
  readonly networks: readonly NetworkView[];
  readonly secrets: readonly StoredView[];
  readonly configs: readonly StoredView[];
}

export type CollectionName = keyof typeof COLLECTION_KEYS;
type ItemOf<C extends CollectionName> = ClusterSnapshot[C][number];

export type ClusterChange =
  | { readonly kind: 'swarm'; readonly value: SwarmView }
  | { readonly [C in CollectionName]: { readonly kind: C; readonly put: ItemOf<C> } }[CollectionName]
  | { readonly kind: CollectionName; readonly remove: string };

/** One step from a snapshot to the next. */
export interface ClusterEvent {
  readonly seq: number;
  readonly at: number;
  readonly changes: readonly ClusterChange[];
}

/** A cluster of which nothing is known yet. */
export function emptySnapshot(): ClusterSnapshot {
  return {
    seq: 0,
    at: 0,
    swarm: { state: 'none', managers: 0, reachable: 0 },
    nodes: [],
    members: [],
    services: [],
    tasks: [],
    containers: [],
    networks: [],
    secrets: [],
    configs: [],
  };
}

/** The snapshot after an event; the same function on the server and in the browser. Order of items is kept, new ones come last. */
export function applyEvent(snapshot: ClusterSnapshot, event: ClusterEvent): ClusterSnapshot {
  const next: Record<string, unknown> = { ...snapshot, seq: event.seq, at: event.at };
  for (const change of event.changes) {
    if (change.kind === 'swarm') {
      next.swarm = change.value;
      continue;
    }
    const key = COLLECTION_KEYS[change.kind];
    const items = next[change.kind] as Record<string, unknown>[];
    const id = 'remove' in change ? change.remove : (change.put as unknown as Record<string, string>)[key];
    const at = items.findIndex((item) => item[key] === id);
    if ('remove' in change) next[change.kind] = items.filter((item) => item[key] !== id);
    else next[change.kind] = at < 0 ? [...items, change.put] : items.with(at, change.put as never);
  }
  return next as unknown as ClusterSnapshot;
}

/** The member that a node is, if the swarm knows it. */
export function memberOf(snapshot: ClusterSnapshot, nodeName: string): SwarmMember | undefined {
  const node = snapshot.nodes.find((n) => n.name === nodeName);
  return node?.memberId ? snapshot.members.find((m) => m.id === node.memberId) : undefined;
}

/** Managers that must agree before anything is decided. */
export function quorumOf(managers: number): number {
  return Math.floor(managers / 2) + 1;
}
