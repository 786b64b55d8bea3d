import { type ClusterSnapshot, quorumOf } from '../../contract/index.ts';

/** One manager and its vote. */
export interface Vote {
  readonly name: string;
  readonly isThere: boolean;
  readonly isLeader: boolean;
}

/** The votes of a cluster now. */
export interface QuorumPicture {
  readonly votes: readonly Vote[];
  readonly sentence: string;
  readonly isLost: boolean;
}

/** Who votes in a cluster, and how many may still fail. */
export function quorumPicture(snapshot: ClusterSnapshot): QuorumPicture {
  const { swarm, members, nodes } = snapshot;
  const managers = members.filter((member) => member.role === 'manager');
  const votes = managers.map((member): Vote => {
    const node = nodes.find((n) => n.memberId === member.id);
    const isOn = node === undefined || (node.power === 'running' && node.engine === 'up');
    const isThere = isOn && member.reachability !== 'unreachable' && member.state !== 'down';
    return { name: member.hostname || (node?.name ?? '?'), isThere, isLeader: member.leader && isThere };
  });
  const isLost = swarm.state === 'noQuorum';
  return { votes, isLost, sentence: sentenceOf(votes, isLost) };
}

function sentenceOf(votes: readonly Vote[], isLost: boolean): string {
  if (votes.length === 0) return 'No swarm yet, so nobody votes.';
  const there = votes.filter((vote) => vote.isThere).length;
  const needed = quorumOf(votes.length);
  const count = `${there} of ${votes.length} ${there === 1 ? 'votes' : 'vote'}, ${needed} must agree.`;
  if (isLost || there < needed) return `${count} Nothing can be decided.`;
  return `${count} ${mayFail(there - needed)}.`;
}

/** What a number of managers can bear. */
export function bearing(managers: number): string {
  const needed = quorumOf(managers);
  const spare = managers - needed;
  const noSafer = managers % 2 === 0 ? `, no more than of ${managers - 1}` : '';
  return `${managers} ${managers === 1 ? 'manager' : 'managers'}: ${needed} must agree. ${mayFail(spare)}${noSafer}.`;
}

function mayFail(count: number): string {
  return count === 0 ? 'None may fail' : `${count} may fail`;
}
