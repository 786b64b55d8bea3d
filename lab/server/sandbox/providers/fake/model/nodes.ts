import { quorumOf } from '../../../../../contract/index.ts';
import { tellManagers, tellNodeUpdate } from './events.ts';
import { voters } from './raft.ts';
import { failedPrecondition, notFound } from './refusals.ts';
import { type Cluster, type Member, type Swarm, touch } from './state.ts';

/** The member of an id, the beginning of an id, or a host name (as the command line resolves it). */
export function findMember(swarm: Swarm, key: string, self: Member): Member {
  if (key === 'self') return self;
  const all = [...swarm.members.values()];
  const exact = swarm.members.get(key);
  if (exact) return exact;
  const named = all.filter((m) => m.machine === key);
  if (named.length > 1) throw notFound(`node ${key} is ambiguous (${named.length} matches found)`);
  const found = named[0] ?? all.find((m) => key !== '' && m.id.startsWith(key));
  if (!found) throw notFound(`node ${key} not found`);
  return found;
}

export interface NodeChange {
  readonly availability?: Member['availability'];
  readonly role?: Member['role'];
  readonly labelsAdded?: Readonly<Record<string, string>>;
  readonly labelsRemoved?: readonly string[];
}

/** `docker node update`, promote and demote. */
export function updateNode(cluster: Cluster, swarm: Swarm, member: Member, change: NodeChange): void {
  if (change.role === 'worker' && member.role === 'manager') mayDemote(cluster, swarm, member);
  const news: Record<string, string> = {};
  if (change.availability && change.availability !== member.availability) {
    news['availability.new'] = change.availability;
    news['availability.old'] = member.availability;
    member.availability = change.availability;
  }
  if (change.role && change.role !== member.role) {
    news['role.new'] = change.role;
    news['role.old'] = member.role;
    member.role = change.role;
    if (swarm.leaderId === member.id) swarm.leaderId = undefined;
  }
  Object.assign(member.labels, change.labelsAdded);
  for (const label of change.labelsRemoved ?? []) delete member.labels[label];
  touch(swarm, member, cluster.now());
  tellNodeUpdate(cluster, swarm, member, news);
}

function mayDemote(cluster: Cluster, swarm: Swarm, member: Member): void {
  const { all, present } = voters(cluster, swarm);
  if (all.length === 1) throw failedPrecondition('attempting to demote the last manager of the swarm');
  const left = present.filter((m) => m.id !== member.id).length;
  if (left < quorumOf(all.length - 1))
    throw failedPrecondition("can't remove member from the raft: this would result in a loss of quorum");
}

/** `docker node rm`. */
export function removeNode(cluster: Cluster, swarm: Swarm, member: Member, force: boolean): void {
  if (member.role === 'manager')
    throw failedPrecondition(
      `node ${member.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
    );
  if (member.state !== 'down' && !force) throw failedPrecondition(`node ${member.id} is not down and can't be removed`);
  swarm.members.delete(member.id);
  swarm.index += 1;
  const attributes = { name: member.machine };
  tellManagers(cluster, swarm, { type: 'node', action: 'remove', id: member.id, attributes });
}
