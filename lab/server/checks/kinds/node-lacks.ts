import type { CheckOf, ClusterSnapshot, NodeView, SwarmMember } from '../../../contract/index.ts';
import { powerWord } from '../wording.ts';

type NodeCheck = CheckOf<'node'>;

/** What a node lacks: said after "is" or "are", with the likely cause. */
export interface Lack {
  readonly rest: string;
  readonly likely?: string;
}

/** A role that is not the wanted one: nearly always the wrong token. */
export function roleLack({ role }: NodeCheck, member: SwarmMember): Lack | undefined {
  if (role === undefined || member.role === role) return undefined;
  const change = role === 'manager' ? 'docker node promote' : 'docker node demote';
  return {
    rest: `a ${member.role}, not a ${role}`,
    likely: `It joined with the ${member.role} token. Let it leave and join with the ${role} token, or use ${change}.`,
  };
}

/** A state that is not the wanted one. The managers notice a lost node after three heartbeats of five seconds. */
export function stateLack({ state }: NodeCheck, view: NodeView, member: SwarmMember): Lack | undefined {
  if (state === undefined || member.state === state) return undefined;
  const isOff = view.power !== 'running';
  if (state === 'ready' && isOff)
    return { rest: `${member.state}, not ready`, likely: `${view.name} is ${powerWord(view.power)}.` };
  if (state === 'ready')
    return { rest: `${member.state}, not ready`, likely: 'A node that comes back is ready after a moment.' };
  if (state !== 'down') return { rest: `${member.state}, not ${state}` };
  const likely = isOff ? 'The managers notice it after about 15 s without a heartbeat.' : `${view.name} still runs.`;
  return { rest: `${member.state}, not down`, likely };
}

/** Drain is planned and set by hand; it is no failure. */
export function availabilityLack({ availability }: NodeCheck, member: SwarmMember): Lack | undefined {
  if (availability === undefined || member.availability === availability) return undefined;
  const rest = `${WORDS[member.availability]}, not ${WORDS[availability]}`;
  if (availability === 'drain' && member.state === 'down') {
    return { rest, likely: 'It is down, which is a failure. Drain is an orderly way to empty a node that is well.' };
  }
  if (availability === 'active') {
    return {
      rest,
      likely: 'That is planned, not a failure: it stays so until docker node update --availability active.',
    };
  }
  return { rest };
}

const WORDS = { active: 'active', pause: 'on pause', drain: 'on drain' } as const;

/** Who leads is decided by the managers. */
export function leaderLack({ leader }: NodeCheck, member: SwarmMember, snapshot: ClusterSnapshot): Lack | undefined {
  if (leader === undefined || member.leader === leader) return undefined;
  if (!leader) return { rest: 'the leader' };
  const other = snapshot.members.find((m) => m.leader)?.hostname;
  return { rest: `not the leader${other ? `; ${other} is` : ''}` };
}

/** The address by which the swarm knows a node. A public one is what others outside reach it by. */
export function addressLack({ ownAddress }: NodeCheck, view: NodeView, member: SwarmMember): Lack | undefined {
  if (ownAddress === undefined || (member.address === view.address) === ownAddress) return undefined;
  if (!ownAddress) return { rest: `known to the swarm as ${member.address}, its own address` };
  if (member.address === view.publicAddress) {
    return {
      rest: `known to the swarm by ${member.address}, its public address`,
      likely: `What nodes say to one another would go by the outside, through its firewall. Leave the swarm, and give --advertise-addr the private address, ${view.address}.`,
    };
  }
  return {
    rest: `known to the swarm as ${member.address}, but its address here is ${view.address}`,
    likely:
      'Another address was advertised. Leave the swarm and give --advertise-addr the address that the other nodes reach.',
  };
}

/** Labels of a node, which services are placed by. */
export function labelsLack({ labels = {} }: NodeCheck, member: SwarmMember): Lack | undefined {
  for (const [key, value] of Object.entries(labels)) {
    const is = member.labels[key];
    if (is === value) continue;
    const rest = is === undefined ? `without the label ${key}` : `labelled ${key}=${is}, not ${key}=${value}`;
    return { rest, likely: 'docker node update --label-add sets labels, on a manager.' };
  }
  return undefined;
}
