import { quorumOf } from '../../../../../contract/index.ts';
import { EngineRefusal } from '../../../engine-api.ts';
import { clearTasks } from './agent.ts';
import { tellManagers } from './events.ts';
import { joinToken, longId, swarmObjectId, tokenDigest } from './ids.ts';
import { voters } from './raft.ts';
import { alreadyInSwarm, noLeader, notPartOfSwarm } from './refusals.ts';
import { type Cluster, type Machine, type Member, type Swarm, touch } from './state.ts';

/** Makes a swarm of which the machine is the only manager. */
export function initSwarm(cluster: Cluster, machine: Machine, address = machine.address): Swarm {
  if (machine.membership) throw alreadyInSwarm();
  const digest = tokenDigest(cluster.random);
  const swarm: Swarm = {
    id: swarmObjectId(cluster.random),
    index: 10,
    digest,
    tokens: { manager: joinToken(cluster.random, digest), worker: joinToken(cluster.random, digest) },
    members: new Map(),
    services: new Map(),
    tasks: new Map(),
    networks: new Map(),
    secrets: new Map(),
    configs: new Map(),
    leaderSince: cluster.now(),
    superseded: false,
    createdAt: cluster.now(),
  };
  const id = swarmObjectId(cluster.random);
  const createdAt = cluster.now();
  swarm.networks.set(id, { id, name: 'ingress', driver: 'overlay', scope: 'swarm', subnet: '10.0.0.0/24', createdAt });
  swarm.leaderId = addMember(cluster, swarm, { machine, role: 'manager', address }).id;
  return swarm;
}

interface Newcomer {
  readonly machine: Machine;
  readonly role: Member['role'];
  /** What it advertises; nobody looks whether that is true. */
  readonly address: string;
}

function addMember(cluster: Cluster, swarm: Swarm, { machine, role, address }: Newcomer): Member {
  const now = cluster.now();
  const member: Member = {
    id: swarmObjectId(cluster.random),
    machine: machine.name,
    address,
    role,
    availability: 'active',
    labels: {},
    state: 'ready',
    reachable: true,
    contactAt: now,
    left: false,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
  swarm.members.set(member.id, member);
  touch(swarm, member, now);
  machine.membership = { swarm, memberId: member.id };
  addGatewayBridge(cluster, machine);
  const attributes = { name: machine.name };
  tellManagers(cluster, swarm, { type: 'node', action: 'create', id: member.id, attributes });
  return member;
}

/** Every engine gets this bridge with its first swarm, and keeps it. */
function addGatewayBridge(cluster: Cluster, machine: Machine): void {
  if ([...machine.networks.values()].some((n) => n.name === 'docker_gwbridge')) return;
  const id = longId(cluster.random);
  const createdAt = cluster.now();
  const bridge = { id, name: 'docker_gwbridge', driver: 'bridge', scope: 'local', subnet: '172.18.0.0/16' } as const;
  machine.networks.set(id, { ...bridge, createdAt });
}

const refuse = (status: number, sentence: string) => new EngineRefusal(status, sentence);

/** Joins the swarm that the token is of, through the manager at that address. */
export function joinSwarm(cluster: Cluster, machine: Machine, token: string, remote: string): Member {
  if (machine.membership) throw alreadyInSwarm();
  const swarm = swarmAt(cluster, remote);
  const digest = /^SWMTKN-1-([0-9a-z]{50})-[0-9a-z]{25}$/.exec(token)?.[1];
  if (digest === undefined) throw refuse(400, 'invalid join token');
  if (digest !== swarm.digest)
    throw refuse(500, `remote CA does not match fingerprint. Expected: ${longId(cluster.random)}`);
  const role = token === swarm.tokens.manager ? 'manager' : token === swarm.tokens.worker ? 'worker' : undefined;
  if (!role)
    throw refuse(500, 'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster');
  if (swarm.leaderId === undefined) throw noLeader();
  // Whoever joins is sent to the address that the managers advertise; a wrong one leads nowhere.
  const leader = swarm.members.get(swarm.leaderId);
  if (cluster.machines.every((m) => m.address !== leader?.address))
    throw refuse(
      500,
      'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.',
    );
  return addMember(cluster, swarm, { machine, role, address: machine.address });
}

/** The swarm of the manager that listens at an address like `node1:2377`. */
function swarmAt(cluster: Cluster, remote: string): Swarm {
  const [host = '', port = '2377'] = remote.split(':');
  const target = cluster.machines.find((m) => m.name === host || m.address === host);
  const unreachable = (why: string) =>
    refuse(
      500,
      `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ${why}"`,
    );
  if (!target && !/^\d+(\.\d+){3}$/.test(host)) throw unreachable(`dial tcp: lookup ${host}: no such host`);
  const address = target?.address ?? host;
  if (target?.power !== 'running') throw unreachable(`dial tcp ${address}:${port}: connect: no route to host`);
  const { membership } = target;
  const isManager = membership?.swarm.members.get(membership.memberId)?.role === 'manager';
  if (!membership || !isManager || port !== '2377')
    throw unreachable(`dial tcp ${address}:${port}: connect: connection refused`);
  return membership.swarm;
}

const MANAGER_LEAVES = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
const ONLY_WAY =
  'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';

/** Why a manager should not just leave (moby, daemon/cluster/swarm.go). */
function leaveWarning(cluster: Cluster, swarm: Swarm): string {
  if (swarm.leaderId === undefined) return MANAGER_LEAVES + ONLY_WAY;
  const { all, present } = voters(cluster, swarm);
  if (all.length === 1)
    return `${MANAGER_LEAVES}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message.`;
  if (present.length - 1 >= quorumOf(all.length)) return MANAGER_LEAVES + ONLY_WAY;
  return `${MANAGER_LEAVES}Removing this node leaves ${present.length - 1} managers out of ${all.length}. Without a Raft quorum your swarm will be inaccessible. ${ONLY_WAY}`;
}

/** The machine leaves; the swarm keeps its entry until somebody removes it. */
export function leaveSwarm(cluster: Cluster, machine: Machine, force: boolean): void {
  if (!machine.membership) throw notPartOfSwarm();
  const { swarm, memberId } = machine.membership;
  const member = swarm.members.get(memberId);
  if (member?.role === 'manager' && !force) throw refuse(503, leaveWarning(cluster, swarm));
  if (member) member.left = true;
  clearTasks(cluster, machine, () => true);
  machine.membership = undefined;
}

/** Makes a swarm of one manager out of a manager's copy of the old one; its workers find it by themselves. */
export function forceNewCluster(cluster: Cluster, machine: Machine): Swarm {
  const { membership } = machine;
  const old = membership?.swarm;
  if (old?.members.get(membership?.memberId ?? '')?.role !== 'manager' || !membership || !old)
    throw refuse(503, 'This node is not a swarm manager. It has no state that a new cluster could be made of.');
  const now = cluster.now();
  const fork: Swarm = { ...structuredClone(old), leaderId: membership.memberId, leaderSince: now, superseded: false };
  old.superseded = true;
  old.leaderId = undefined;
  for (const member of fork.members.values()) {
    if (member.id === membership.memberId) continue;
    const wasManager = member.role === 'manager';
    // Not down yet: its tasks go on while a worker looks for the new manager. The old managers never find it.
    member.role = 'worker';
    member.state = 'unknown';
    member.contactAt = undefined;
    member.lostAt = now;
    const other = cluster.machines.find((m) => m.name === member.machine);
    if (wasManager || other?.membership?.swarm !== old || other.membership.memberId !== member.id) continue;
    other.membership = { swarm: fork, memberId: member.id };
    member.contactAt = now + cluster.timing.recoverMs - cluster.timing.readyMs;
    member.lostAt = undefined;
    touch(fork, member, now);
  }
  machine.membership = { swarm: fork, memberId: membership.memberId };
  const self = fork.members.get(membership.memberId);
  if (self) Object.assign(self, { state: 'ready', reachable: true, contactAt: now, lostAt: undefined });
  return fork;
}

/** New join token of a role; the old one is worth nothing any more. */
export function rotateToken(cluster: Cluster, swarm: Swarm, role: Member['role']): void {
  swarm.tokens[role] = joinToken(cluster.random, swarm.digest);
  swarm.index += 1;
}
