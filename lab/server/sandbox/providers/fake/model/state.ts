import type { NodePower, TaskState } from '../../../../../contract/index.ts';
import type { EngineEvent } from '../../../engine-api.ts';
import type { Random } from './ids.ts';
import type { Timing } from './timing.ts';

/** A container on one engine. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The ids of the swarm's networks it is on. */
  readonly networks?: readonly string[];
  readonly createdAt: number;
  state: 'created' | 'running' | 'exited';
  startedAt?: number;
  /** When its program ends by itself, and with what. */
  endsAt?: number;
  endsWith: number;
  finishedAt?: number;
  exitCode?: number;
  readonly autoRemove?: boolean;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: 'swarm' | 'local';
  readonly subnet?: string;
  readonly createdAt: number;
}

/** A secret or a config. */
export interface Stored {
  readonly id: string;
  readonly name: string;
  readonly data: string;
  readonly createdAt: number;
  version: number;
}

/** One machine: its power, its engine, and which swarm the engine believes it is in. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  power: NodePower;
  membership?: Membership;
  readonly containers: Map<string, Container>;
  readonly networks: Map<string, Network>;
}

interface Membership {
  readonly swarm: Swarm;
  readonly memberId: string;
}

/** A node of a swarm, as the managers record it. */
export interface Member {
  readonly id: string;
  readonly machine: string;
  readonly address: string;
  role: 'manager' | 'worker';
  availability: 'active' | 'pause' | 'drain';
  labels: Record<string, string>;
  state: 'ready' | 'down' | 'unknown';
  reachable: boolean;
  /** Since when the leader hears of it, or does not: one of the two is set. */
  contactAt?: number;
  lostAt?: number;
  /** It said goodbye: no need to wait for a missing heartbeat. */
  left: boolean;
  readonly createdAt: number;
  updatedAt: number;
  version: number;
}

export interface PublishedPort {
  readonly published: number;
  readonly target: number;
  readonly protocol: string;
  readonly mode: 'ingress' | 'host';
}

/** What a task is made from; a change of it replaces the tasks. */
export interface TaskTemplate {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly constraints: readonly string[];
  readonly networks: readonly string[];
  readonly secrets: readonly string[];
  readonly configs: readonly string[];
  readonly restart: 'any' | 'on-failure' | 'none';
  readonly restartDelayMs?: number;
  readonly forceUpdate: number;
}

export type ServiceMode = { readonly kind: 'replicated'; readonly replicas: number } | { readonly kind: 'global' };

/** What a learner asks for. */
export interface ServiceSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: ServiceMode;
  readonly template: TaskTemplate;
  readonly ports: readonly PublishedPort[];
  readonly updateParallelism: number;
  readonly updateDelayMs: number;
}

interface UpdateStatus {
  readonly state: 'updating' | 'completed' | 'paused' | 'rollback_started' | 'rollback_completed';
  readonly message: string;
}

export interface Service {
  readonly id: string;
  spec: ServiceSpec;
  previous?: ServiceSpec;
  update?: UpdateStatus;
  /** The next batch of a rolling update starts no earlier. */
  nextBatchAt?: number;
  readonly createdAt: number;
  updatedAt: number;
  version: number;
}

/** What the orchestrator wants of a task. */
export type DesiredState = 'ready' | 'running' | 'shutdown' | 'remove';

export interface Task {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly slot?: number;
  memberId?: string;
  readonly template: TaskTemplate;
  state: TaskState;
  desired: DesiredState;
  message: string;
  err?: string;
  exitCode?: number;
  containerId?: string;
  /** The present state lasts at least until then. */
  dueAt: number;
  /** Its predecessor must have stopped, and this time be reached, before it starts. */
  readonly follows?: string;
  readonly startAfter: number;
  stopAt?: number;
  /** It ended and its restart condition wants no other. */
  final?: boolean;
  readonly createdAt: number;
  stateAt: number;
  updatedAt: number;
  version: number;
}

/** What the managers of one swarm agree on. Plain data, so that a new cluster can be forced from a copy. */
export interface Swarm {
  readonly id: string;
  /** Rises with every change; gives each object its version. */
  index: number;
  readonly digest: string;
  readonly tokens: { manager: string; worker: string };
  readonly members: Map<string, Member>;
  readonly services: Map<string, Service>;
  readonly tasks: Map<string, Task>;
  readonly networks: Map<string, Network>;
  readonly secrets: Map<string, Stored>;
  readonly configs: Map<string, Stored>;
  leaderId?: string;
  leaderSince: number;
  /** When the running election is decided. */
  electionAt?: number;
  /** A new cluster was forced from it: its other managers never find a leader again. */
  superseded: boolean;
  readonly createdAt: number;
}

/** All machines of one sandbox and what drives them. */
export interface Cluster {
  readonly machines: readonly Machine[];
  readonly timing: Timing;
  readonly random: Random;
  readonly now: () => number;
  /** An event of one machine's engine. */
  readonly emit: (machine: Machine, event: EngineEvent) => void;
}

/** Notes a change of an object of the swarm. */
export function touch(swarm: Swarm, object: { version: number; updatedAt?: number }, now: number): void {
  swarm.index += 1;
  object.version = swarm.index;
  if (object.updatedAt !== undefined) object.updatedAt = now;
}
