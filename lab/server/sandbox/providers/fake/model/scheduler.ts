import type { Cluster, Member, ServiceSpec, Swarm, Task } from './state.ts';
import { touch } from './state.ts';
import { isLive, moveTo } from './tasks.ts';

/** Why no node takes a task, in the words of swarmkit's filters. */
interface Refused {
  notReady: number;
  constraints: number;
}

/** Whether `node.role==manager` and the like hold for a member. */
function fitsConstraint(member: Member, constraint: string): boolean {
  const match = /^\s*(node\.[\w.-]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint);
  if (!match) return false;
  const [, key = '', operator, wanted] = match;
  const facts: Readonly<Record<string, string | undefined>> = {
    'node.id': member.id,
    'node.hostname': member.machine,
    'node.role': member.role,
    'node.platform.os': 'linux',
  };
  const label = /^node\.labels\.(.+)$/.exec(key)?.[1];
  const found = label === undefined ? facts[key] : (member.labels[label] ?? '');
  return operator === '==' ? found === wanted : found !== wanted;
}

/** Whether a node may get tasks that have this spec, its state and availability aside. */
export function fitsTemplate(member: Member, spec: Pick<ServiceSpec['template'], 'constraints'>): boolean {
  return spec.constraints.every((constraint) => fitsConstraint(member, constraint));
}

/** Gives pending tasks a node: the one with the fewest tasks of the service, then with the fewest of all. */
export function schedule(cluster: Cluster, swarm: Swarm, now: number): void {
  for (const task of swarm.tasks.values()) {
    if (task.state !== 'pending' || !isLive(task)) continue;
    if (task.memberId !== undefined) {
      moveTo(cluster, swarm, task, 'assigned', 'scheduler assigned task to node');
      continue;
    }
    const refused: Refused = { notReady: 0, constraints: 0 };
    const fitting = [...swarm.members.values()].filter((member) => takes(member, task, refused));
    const best = leastLoaded(cluster, swarm, task, fitting);
    if (best) {
      task.memberId = best.id;
      task.err = undefined;
      moveTo(cluster, swarm, task, 'assigned', 'scheduler assigned task to node');
    } else explain(swarm, task, refused, now);
  }
}

function takes(member: Member, task: Task, refused: Refused): boolean {
  if (member.state !== 'ready' || member.availability !== 'active') {
    refused.notReady += 1;
    return false;
  }
  const fits = fitsTemplate(member, task.template);
  if (!fits) refused.constraints += 1;
  return fits;
}

function leastLoaded(cluster: Cluster, swarm: Swarm, task: Task, members: readonly Member[]): Member | undefined {
  const live = [...swarm.tasks.values()].filter(isLive);
  const ranked = members.map((member) => ({
    member,
    own: live.filter((t) => t.memberId === member.id && t.serviceId === task.serviceId).length,
    all: live.filter((t) => t.memberId === member.id).length,
    luck: cluster.random(),
  }));
  ranked.sort((a, b) => a.own - b.own || a.all - b.all || a.luck - b.luck);
  return ranked[0]?.member;
}

function explain(swarm: Swarm, task: Task, refused: Refused, now: number): void {
  const nodes = (n: number) => `${n} node${n === 1 ? '' : 's'}`;
  const reasons = [
    refused.constraints > 0 ? `scheduling constraints not satisfied on ${nodes(refused.constraints)}` : '',
    refused.notReady > 0 ? `${nodes(refused.notReady)} not available for new tasks` : '',
  ].filter(Boolean);
  const err = `no suitable node (${reasons.join('; ')})`;
  if (task.err === err) return;
  task.err = err;
  task.stateAt = now;
  touch(swarm, task, now);
}
