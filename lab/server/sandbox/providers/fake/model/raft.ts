import { quorumOf } from '../../../../../contract/index.ts';
import { tellManagers } from './events.ts';
import { noLeader, notInSwarm, onlyWorker } from './refusals.ts';
import { type Cluster, type Machine, type Member, type Swarm, touch } from './state.ts';

/** The machine of a member, while it is on and still belongs to it. */
export function machineOf(cluster: Cluster, swarm: Swarm, member: Member): Machine | undefined {
  const machine = cluster.machines.find((m) => m.name === member.machine);
  const fits = machine?.membership?.swarm === swarm && machine.membership.memberId === member.id;
  return fits && machine.power === 'running' ? machine : undefined;
}

/** Members that have a vote, and those of them that can give it now. */
export function voters(cluster: Cluster, swarm: Swarm): { all: Member[]; present: Member[] } {
  const all = [...swarm.members.values()].filter((m) => m.role === 'manager');
  return { all, present: all.filter((m) => machineOf(cluster, swarm, m) !== undefined) };
}

/** Keeps or finds the leader; false while there is none. */
export function followElection(cluster: Cluster, swarm: Swarm, now: number, wakeAt: (at: number) => void): boolean {
  const { all, present } = voters(cluster, swarm);
  if (swarm.superseded || present.length < quorumOf(all.length)) {
    swarm.leaderId = undefined;
    swarm.electionAt = undefined;
    return false;
  }
  if (swarm.leaderId !== undefined && present.some((m) => m.id === swarm.leaderId)) return true;
  swarm.leaderId = undefined;
  swarm.electionAt ??= now + cluster.timing.electionMs;
  if (swarm.electionAt > now) {
    wakeAt(swarm.electionAt);
    return false;
  }
  crown(cluster, swarm, present[Math.floor(cluster.random() * present.length)], now);
  return true;
}

/** A new leader knows nothing of the nodes until they call (swarmkit's dispatcher marks them unknown). */
function crown(cluster: Cluster, swarm: Swarm, leader: Member | undefined, now: number): void {
  if (!leader) return;
  swarm.leaderId = leader.id;
  swarm.leaderSince = now;
  swarm.electionAt = undefined;
  touch(swarm, leader, now);
  for (const member of swarm.members.values()) {
    if (member.contactAt !== undefined) member.contactAt = now;
    if (member.id !== leader.id && member.state === 'ready') setNodeState(cluster, swarm, member, 'unknown');
  }
}

/** What the managers now hold of a node's state. */
function setNodeState(cluster: Cluster, swarm: Swarm, member: Member, state: Member['state']): void {
  if (member.state === state) return;
  const old = member.state;
  member.state = state;
  touch(swarm, member, cluster.now());
  tellManagers(cluster, swarm, {
    type: 'node',
    action: 'update',
    id: member.id,
    attributes: { name: member.machine, 'state.new': state, 'state.old': old },
  });
}

/** Notes who is heard of and who is not, and draws the conclusions when their time has come. */
export function followHeartbeats(cluster: Cluster, swarm: Swarm, now: number, wakeAt: (at: number) => void): void {
  const due = (at: number) => {
    if (at > now) wakeAt(at);
    return at <= now;
  };
  for (const member of swarm.members.values()) {
    noteContact(cluster, swarm, member, now);
    if (swarm.leaderId === undefined) continue;
    if (member.contactAt !== undefined) {
      const isNews = member.state !== 'ready' || !member.reachable;
      if (isNews && due(member.contactAt + cluster.timing.readyMs)) {
        setReachable(swarm, member, true, now);
        setNodeState(cluster, swarm, member, 'ready');
      }
    } else if (member.lostAt !== undefined) {
      const since = Math.max(member.lostAt, swarm.leaderSince);
      const patience = member.left ? cluster.timing.unreachableMs : cluster.timing.heartbeatMs;
      if (member.reachable && due(since + cluster.timing.unreachableMs)) setReachable(swarm, member, false, now);
      if (member.state !== 'down' && due(since + patience)) setNodeState(cluster, swarm, member, 'down');
    }
  }
}

function noteContact(cluster: Cluster, swarm: Swarm, member: Member, now: number): void {
  if (machineOf(cluster, swarm, member)) {
    member.contactAt ??= now;
    member.lostAt = undefined;
  } else {
    member.lostAt ??= now;
    member.contactAt = undefined;
  }
}

function setReachable(swarm: Swarm, member: Member, reachable: boolean, now: number): void {
  if (member.reachable === reachable) return;
  member.reachable = reachable;
  if (member.role === 'manager') touch(swarm, member, now);
}

/** The swarm through this machine, for calls that only managers answer; throws the engine's refusal. */
export function asManager(machine: Machine): { swarm: Swarm; self: Member } {
  if (!machine.membership) throw notInSwarm();
  const { swarm, memberId } = machine.membership;
  const self = swarm.members.get(memberId);
  if (self?.role !== 'manager') throw onlyWorker();
  if (swarm.leaderId === undefined) throw noLeader();
  return { swarm, self };
}
