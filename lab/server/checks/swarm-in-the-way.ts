import { type ClusterSnapshot, memberOf, quorumOf } from '../../contract/index.ts';
import { couldNotCheck, type Finding, notYet, type World } from './finding.ts';
import { count, isOrAre, list, number, said, sentence } from './wording.ts';

/** Why nothing can be asked of the managers now; undefined when they answer. */
export function swarmInTheWay({ snapshot }: Pick<World, 'snapshot'>): Finding | undefined {
  const { swarm } = snapshot;
  if (snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
  if (swarm.state === 'none') return notYet('No node is in a swarm.', 'docker swarm init on the first node makes one.');
  if (swarm.state === 'noQuorum') return notYet(noQuorumSentence(snapshot), startAgain(snapshot));
  if (swarm.error) return couldNotCheck(`The managers do not answer: ${said(swarm.error)}`);
  return undefined;
}

/** "The swarm has no quorum: one of three managers runs, two are needed." */
export function noQuorumSentence({ swarm }: ClusterSnapshot): string {
  const { reachable, managers } = swarm;
  const runs = reachable === 1 ? 'runs' : 'run';
  const needed = quorumOf(managers);
  return `The swarm has no quorum: ${number(reachable)} of ${count(managers, 'manager')} ${runs}, ${number(needed)} ${isOrAre(needed)} needed.`;
}

function startAgain(snapshot: ClusterSnapshot): string {
  const off = offManagers(snapshot);
  if (off.length === 0) return 'The managers that run have to find each other; that takes about ten seconds.';
  return sentence(
    `${list(off)} ${isOrAre(off.length)} not running. A quorum comes back when enough managers start again.`,
  );
}

/** Names of managers, by their last known role, that do not run. */
export function offManagers(snapshot: ClusterSnapshot): string[] {
  return snapshot.nodes
    .filter((n) => n.power !== 'running' && memberOf(snapshot, n.name)?.role === 'manager')
    .map((n) => n.name);
}
