import type { NodeView } from '../../contract/index.ts';
import { type EngineInfo, EngineRefusal } from '../sandbox/index.ts';

/** What a node's own engine says of its place in a swarm. */
export interface Membership {
  readonly local: NodeView['local'];
  readonly memberId?: string;
  /** The swarm, as far as this engine knows its id: workers do not. */
  readonly swarmId?: string;
  /** Members that this engine takes for managers. */
  readonly managerIds: readonly string[];
  readonly isManager: boolean;
  /** What the engine says is wrong, verbatim. */
  readonly error?: string;
}

export const NO_MEMBERSHIP: Membership = { local: 'inactive', managerIds: [], isManager: false };

/** The membership in an engine's `/info`. A manager without quorum no longer tells its swarm's id: the last known one is kept. */
export function membershipOf(info: EngineInfo, before: Membership): Membership {
  const { Swarm: swarm } = info;
  const local = swarm.LocalNodeState || 'inactive';
  if (local === 'inactive') return swarm.Error ? { ...NO_MEMBERSHIP, error: swarm.Error } : NO_MEMBERSHIP;
  const memberId = swarm.NodeID || before.memberId;
  const kept = before.memberId === memberId ? before.swarmId : undefined;
  const swarmId = swarm.Cluster?.ID || kept;
  return {
    local,
    ...(memberId ? { memberId } : {}),
    ...(swarmId ? { swarmId } : {}),
    managerIds: (swarm.RemoteManagers ?? []).map((manager) => manager.NodeID),
    isManager: swarm.ControlAvailable,
    ...(swarm.Error ? { error: swarm.Error } : {}),
  };
}

/** Whether an engine refused because it is no manager, rather than because the managers are in trouble. */
export function isAboutMembership(error: unknown): boolean {
  return error instanceof EngineRefusal && /not a swarm manager/i.test(error.message);
}

/** Which swarm of several is the learner's, and which node is in which. */
export interface Swarms {
  /** Nodes of the swarm that is followed; empty when there is none. */
  readonly nodes: ReadonlySet<string>;
  /** Its id; absent while no engine tells it. */
  readonly id?: string;
  /** The swarm of each node that is in one. */
  readonly of: ReadonlyMap<string, string>;
}

/** The swarm with most nodes, then that of the first node. `known` is the swarm followed so far and its members' ids. */
export function sortSwarms(
  nodes: readonly { readonly name: string; readonly membership: Membership }[],
  known: { readonly id?: string; readonly memberIds: ReadonlySet<string> },
): Swarms {
  const members = nodes.filter((n) => n.membership.local !== 'inactive');
  const byManager = new Map<string, string>();
  for (const { membership } of members) {
    if (membership.memberId && membership.swarmId) byManager.set(membership.memberId, membership.swarmId);
  }
  const swarmOf = ({ swarmId, memberId, managerIds }: Membership): string | undefined => {
    if (swarmId) return swarmId;
    if (memberId && known.memberIds.has(memberId)) return known.id;
    return managerIds.map((id) => byManager.get(id)).find((id) => id !== undefined);
  };
  const groups = new Map<string | undefined, string[]>();
  const of = new Map<string, string>();
  for (const { name, membership } of members) {
    const id = swarmOf(membership);
    if (id) of.set(name, id);
    groups.set(id, [...(groups.get(id) ?? []), name]);
  }
  const named = [...groups].filter(([id]) => id !== undefined);
  const [best] = (named.length > 0 ? named : [...groups]).toSorted(([, a], [, b]) => b.length - a.length);
  return { nodes: new Set(best?.[1]), of, ...(best?.[0] ? { id: best[0] } : {}) };
}
