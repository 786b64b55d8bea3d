import { clearForgotten, followTasks } from './agent.ts';
import { endDuePrograms } from './containers.ts';
import { orchestrate } from './orchestrator.ts';
import { followElection, followHeartbeats } from './raft.ts';
import { schedule } from './scheduler.ts';
import type { Cluster, Swarm } from './state.ts';
import { followUpdates } from './updater.ts';

/** A change may allow the next one at the same instant; more rounds than this would be a loop. */
const ROUNDS = 30;

/** The swarms that any machine believes to be in: one, or two after a new cluster was forced. */
function swarmsOf(cluster: Cluster): Set<Swarm> {
  return new Set(cluster.machines.flatMap((m) => (m.membership ? [m.membership.swarm] : [])));
}

/** Brings everything up to the present time and says when something is due next (Infinity: nothing is). */
export function advance(cluster: Cluster): number {
  const now = cluster.now();
  let next = Number.POSITIVE_INFINITY;
  const wakeAt = (at: number) => {
    if (at > now) next = Math.min(next, at);
  };
  endDuePrograms(cluster, now, wakeAt);
  for (const swarm of swarmsOf(cluster)) {
    const hasLeader = followElection(cluster, swarm, now, wakeAt);
    followHeartbeats(cluster, swarm, now, wakeAt);
    if (!hasLeader) continue;
    for (let round = 0; round < ROUNDS; round++) {
      const before = swarm.index;
      followTasks(cluster, swarm, now, wakeAt);
      orchestrate(cluster, swarm, now, wakeAt);
      followUpdates(cluster, swarm, now, wakeAt);
      schedule(cluster, swarm, now);
      if (swarm.index === before) break;
    }
    clearForgotten(cluster, swarm);
    endDuePrograms(cluster, now, wakeAt);
  }
  return next;
}
