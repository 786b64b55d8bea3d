import {
  type ClusterSnapshot,
  type ContainerView,
  type NetworkView,
  type NodePower,
  type NodeView,
  quorumOf,
  type StoredView,
  type SwarmMember,
  type SwarmView,
} from '../../contract/index.ts';
import type { EngineService, EngineTask } from '../sandbox/index.ts';
import { type Membership, type Swarms, sortSwarms } from './membership.ts';
import { serviceView, taskView } from './view-of.ts';

/** A leader that was lost is replaced after about 12 s; managers that are silent for longer do not decide any more. */
export const ELECTION_MS = 20_000;

/** What is known of one node. */
export interface NodeFacts {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly power: NodePower;
  /** Whether its engine answered when last asked, for what every engine answers by itself. */
  readonly answers: boolean;
  readonly membership: Membership;
  readonly containers: readonly ContainerView[];
}

/** What managers said last of the swarm that is followed. */
export interface SwarmFacts {
  readonly id?: string;
  readonly members: readonly SwarmMember[];
  readonly services: readonly EngineService[];
  readonly tasks: readonly EngineTask[];
  readonly networks: readonly NetworkView[];
  readonly secrets: readonly StoredView[];
  readonly configs: readonly StoredView[];
  /** Names of services that were seen; tasks outlive their service for a moment. */
  readonly serviceNames: ReadonlyMap<string, string>;
  /** Since when no manager answers, and what they say instead. */
  readonly silentSince?: number;
  readonly error?: string;
  readonly answeredAt?: number;
}

export const NO_SWARM: SwarmFacts = {
  members: [],
  services: [],
  tasks: [],
  networks: [],
  secrets: [],
  configs: [],
  serviceNames: new Map(),
};

/** Everything that is known at an instant. */
export interface ClusterFacts {
  readonly nodes: readonly NodeFacts[];
  readonly swarm: SwarmFacts;
  readonly at: number;
}

/** Whether a node runs and its engine is there to be asked. */
export function isUp(node: NodeFacts): boolean {
  return node.power === 'running' && node.answers;
}

/** The swarms that the nodes are in. */
export function swarmsOf({ nodes, swarm }: Pick<ClusterFacts, 'nodes' | 'swarm'>): Swarms {
  const memberIds = new Set(swarm.members.map((m) => m.id));
  return sortSwarms(nodes, { memberIds, ...(swarm.id ? { id: swarm.id } : {}) });
}

/** The snapshot of what is known; `before` is the state of the swarm in the snapshot before. */
export function composeSnapshot(facts: ClusterFacts, before: SwarmView['state']): Omit<ClusterSnapshot, 'seq'> {
  const swarms = swarmsOf(facts);
  const swarm = swarmView(facts, swarms, before);
  const { members, networks, secrets, configs } = facts.swarm;
  const networkNames = new Map(networks.map((n) => [n.id, n.name]));
  return {
    at: facts.at,
    swarm,
    nodes: facts.nodes.map((node) => nodeView(node, swarms)),
    members: members.map((m) => (swarm.state === 'noQuorum' ? lastKnown(m, facts.nodes) : named(m, facts.nodes))),
    services: facts.swarm.services.map((s) => serviceView(s, (id) => networkNames.get(id))),
    tasks: taskViews(facts.swarm),
    containers: facts.nodes.flatMap(containersOf),
    networks,
    secrets,
    configs,
  };
}

function swarmView({ swarm, nodes, at }: ClusterFacts, swarms: Swarms, before: SwarmView['state']): SwarmView {
  if (swarms.nodes.size === 0) return { state: 'none', managers: 0, reachable: 0 };
  const { members, error, silentSince, answeredAt } = swarm;
  const wereRead = members.length > 0;
  const managers = members.filter((m) => m.role === 'manager');
  const count = wereRead ? managers.length : selfStyled(nodes, swarms);
  const on = wereRead ? managers.filter((m) => isOn(m, nodes)).length : count;
  const id = swarms.id ?? swarm.id;
  const common = { ...(id ? { id } : {}), managers: count, ...(error ? { error } : {}) };
  const mayElect = wereRead && before === 'active' && at - (silentSince ?? at) < ELECTION_MS;
  if (isShort(managers, nodes) || (silentSince !== undefined && !mayElect)) {
    const answered = silentSince === undefined || answeredAt === undefined ? {} : { answeredAt };
    return { state: 'noQuorum', ...common, reachable: on, ...answered };
  }
  const reachable = wereRead ? managers.filter((m) => m.reachability === 'reachable').length : count;
  return { state: 'active', ...common, reachable };
}

/** Fewer managers are on than must agree. One that is just joining has no vote yet. */
function isShort(managers: readonly SwarmMember[], nodes: readonly NodeFacts[]): boolean {
  const voters = managers.filter((m) => m.reachability !== undefined);
  return voters.length > 0 && voters.filter((m) => isOn(m, nodes)).length < quorumOf(voters.length);
}

/** Whether a member's machine is on, by the host's word; of one that is no node of the sandbox the managers' word is taken. */
function isOn(member: SwarmMember, nodes: readonly NodeFacts[]): boolean {
  const node = nodes.find((n) => n.membership.memberId === member.id);
  if (!node) return member.state !== 'down';
  return node.power === 'running' || (node.power === 'starting' && member.reachability === 'reachable');
}

/** Managers counted by their own word, while no member list was ever read. */
function selfStyled(nodes: readonly NodeFacts[], swarms: Swarms): number {
  return nodes.filter((n) => swarms.nodes.has(n.name) && n.membership.isManager && isUp(n)).length;
}

function nodeView(node: NodeFacts, swarms: Swarms): NodeView {
  const { membership } = node;
  const problem = problemOf(node);
  const swarmId = swarms.of.get(node.name);
  return {
    name: node.name,
    address: node.address,
    ...(node.publicAddress ? { publicAddress: node.publicAddress } : {}),
    power: node.power,
    engine: isUp(node) ? 'up' : 'down',
    ...(problem ? { problem } : {}),
    local: membership.local,
    ...(swarmId ? { swarmId } : {}),
    ...(membership.memberId ? { memberId: membership.memberId } : {}),
  };
}

function problemOf({ name, power, answers, membership }: NodeFacts): string | undefined {
  if (power === 'spare') return `${name} is not created yet.`;
  if (power === 'starting') return `${name} is starting.`;
  if (power === 'paused') return `${name} is paused. It does nothing until it is resumed.`;
  if (power === 'stopped') return `${name} is stopped.`;
  if (power === 'failed') return `${name} did not start, or it is gone.`;
  if (!answers) return `The Docker engine of ${name} does not answer.`;
  if (membership.local === 'locked') return `The swarm is locked on ${name}. It needs the unlock key.`;
  if (membership.local === 'error') return membership.error || `${name} could not enter its swarm.`;
  return undefined;
}

/** A member that is just joining has not told its name yet. */
function named(member: SwarmMember, nodes: readonly NodeFacts[]): SwarmMember {
  if (member.hostname !== '') return member;
  return { ...member, hostname: nodes.find((n) => n.membership.memberId === member.id)?.name ?? '' };
}

/** While nobody decides, roles stay as they were; only what the host knows of a node that is off is new. */
function lastKnown(member: SwarmMember, nodes: readonly NodeFacts[]): SwarmMember {
  const node = nodes.find((n) => n.membership.memberId === member.id);
  const calm = { ...member, leader: false };
  if (!node || isUp(node)) return calm;
  return { ...calm, state: 'down', ...(member.reachability ? { reachability: 'unreachable' } : {}) };
}

function taskViews(swarm: SwarmFacts): ClusterSnapshot['tasks'] {
  const hostnames = new Map(swarm.members.map((m) => [m.id, m.hostname]));
  return swarm.tasks.flatMap((task) => {
    // A task without a known service is a network attachment, or its service is being read.
    const serviceName = swarm.serviceNames.get(task.ServiceID);
    if (serviceName === undefined) return [];
    const node = task.NodeID ? hostnames.get(task.NodeID) : undefined;
    return [taskView(task, { serviceName, ...(node ? { node } : {}) })];
  });
}

/** A node that is off runs nothing; a frozen one holds what it had. */
function containersOf(node: NodeFacts): readonly ContainerView[] {
  if (node.power === 'stopped' || node.power === 'failed' || node.power === 'spare') return [];
  if (node.power !== 'paused') return node.containers;
  return node.containers.map((c) => (c.state === 'running' ? { ...c, state: 'paused' } : c));
}
