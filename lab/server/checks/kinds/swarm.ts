import { type CheckOf, type ClusterSnapshot, memberOf, quorumOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { noQuorumSentence, offManagers, swarmInTheWay } from '../swarm-in-the-way.ts';
import { count, isOrAre, list, number, sentence } from '../wording.ts';

type SwarmCheck = CheckOf<'swarm'>;

/** The swarm as a whole: whether there is one, whether it decides, and how many are in it. */
export const swarm: Kind<'swarm'> = {
  judge(check, world) {
    const { snapshot } = world;
    const wanted = check.state ?? 'active';
    if (snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    return wrongState(check, world) ?? wrongCounts(check, snapshot) ?? met(fact(wanted, snapshot));
  },
};

function wrongState(check: SwarmCheck, world: World): Finding | undefined {
  const { snapshot } = world;
  const { state, error, managers, reachable } = snapshot.swarm;
  if (check.state === 'none') {
    const inside = snapshot.nodes.filter((n) => n.local !== 'inactive').map((n) => n.name);
    return state === 'none' ? undefined : notYet(`${list(inside)} ${isOrAre(inside.length)} in a swarm.`);
  }
  if (check.state !== 'noQuorum') return swarmInTheWay(world);
  if (state === 'noQuorum') return undefined;
  if (state === 'none') return notYet('No node is in a swarm, so there is no quorum to lose.');
  if (error) return notYet('The leader is gone, and the other managers elect a new one: they are still enough.');
  return notYet(
    `The swarm has its quorum: ${number(reachable)} of ${count(managers, 'manager')} ${isOrAre(reachable)} reachable, ${number(quorumOf(managers))} ${isOrAre(quorumOf(managers))} needed.`,
    stoppedWorkers(snapshot),
  );
}

/** Stopping workers never costs the quorum. */
function stoppedWorkers(snapshot: ClusterSnapshot): string | undefined {
  const off = snapshot.nodes.filter((n) => n.power !== 'running' && memberOf(snapshot, n.name)?.role === 'worker');
  return off.length > 0
    ? `${list(off.map((n) => n.name))} ${isOrAre(off.length)} off, but only managers vote.`
    : undefined;
}

function wrongCounts(check: SwarmCheck, snapshot: ClusterSnapshot): Finding | undefined {
  const { members } = snapshot;
  const managers = members.filter((m) => m.role === 'manager').length;
  const workers = members.length - managers;
  if (check.members !== undefined && members.length !== check.members) {
    return notYet(
      found(members.length, 'member', check.members),
      membersCause(members.length < check.members, snapshot),
    );
  }
  if (check.managers !== undefined && managers !== check.managers) {
    return notYet(found(managers, 'manager', check.managers), managersCause(managers, check.managers, snapshot));
  }
  if (check.workers !== undefined && workers !== check.workers) {
    return notYet(found(workers, 'worker', check.workers), membersCause(workers < check.workers, snapshot));
  }
  const { reachable } = snapshot.swarm;
  if (check.reachable === undefined || reachable === check.reachable) return undefined;
  const off = offManagers(snapshot);
  const cause = off.length > 0 ? `${list(off)} ${isOrAre(off.length)} not running.` : undefined;
  return notYet(
    sentence(
      `${number(reachable)} of ${count(managers, 'manager')} ${isOrAre(reachable)} reachable; ${number(check.reachable)} ${isOrAre(check.reachable)} wanted.`,
    ),
    cause,
  );
}

function found(there: number, noun: string, wanted: number): string {
  return `The swarm has ${count(there, noun)}; ${number(wanted)} ${isOrAre(wanted)} wanted.`;
}

function membersCause(areMissing: boolean, snapshot: ClusterSnapshot): string | undefined {
  if (!areMissing) return leftOvers(snapshot);
  const apart = snapshot.nodes.filter((n) => n.swarmId && n.swarmId !== snapshot.swarm.id).map((n) => n.name);
  if (apart.length > 0) {
    return `${list(apart)} ${isOrAre(apart.length)} in another swarm. A node leaves it with docker swarm leave --force before it can join.`;
  }
  const outside = snapshot.nodes.filter((n) => !memberOf(snapshot, n.name)).map((n) => n.name);
  return outside.length > 0 ? `${list(outside)} ${isOrAre(outside.length)} not in the swarm.` : undefined;
}

/** A node that left and joined again is listed twice. */
function leftOvers({ members, nodes }: ClusterSnapshot): string | undefined {
  const living = new Set(nodes.map((n) => n.memberId));
  const old = members.filter((m) => m.state === 'down' && !living.has(m.id)).map((m) => m.hostname);
  if (old.length === 0) return undefined;
  return `${list(old)} left and ${isOrAre(old.length)} still listed as down. docker node rm takes such an entry away.`;
}

function managersCause(there: number, wanted: number, snapshot: ClusterSnapshot): string | undefined {
  if (there < wanted) return membersCause(true, snapshot) ?? 'A worker becomes a manager with docker node promote.';
  if (there % 2 === 0) {
    return `A node joined with the manager token by mistake? ${sentence(number(there))} managers bear no more failures than ${number(there - 1)}.`;
  }
  return 'A node joined with the manager token. docker node demote makes it a worker.';
}

function fact(wanted: string, snapshot: ClusterSnapshot): string {
  const { members, swarm: view } = snapshot;
  if (wanted === 'none') return 'No node is in a swarm.';
  if (wanted === 'noQuorum') return view.error ? `${noQuorumSentence(snapshot)}` : noQuorumSentence(snapshot);
  const managers = members.filter((m) => m.role === 'manager').length;
  const workers = members.length - managers;
  return `The swarm has ${count(managers, 'manager')} and ${count(workers, 'worker')}, ${number(view.reachable)} of the managers reachable.`;
}
