import type { ClusterSnapshot, TaskView } from '../../contract/index.ts';

/** One line of the feed under the map. */
export interface FeedLine {
  readonly key: string;
  readonly at: number;
  readonly sentence: string;
}

/** What happened between two snapshots, as sentences for the feed; newest last. */
export function sentencesBetween(before: ClusterSnapshot, after: ClusterSnapshot): readonly FeedLine[] {
  // The first read of a cluster is no news.
  if (before.seq === 0 || before === after) return [];
  const lines = [...swarmSentences(before, after), ...nodeSentences(before, after), ...serviceSentences(before, after)];
  return [...lines, ...taskSentences(before, after)].map((sentence, i) => ({
    key: `${after.seq}-${i}`,
    at: after.at,
    sentence,
  }));
}

function swarmSentences(before: ClusterSnapshot, after: ClusterSnapshot): string[] {
  if (before.swarm.state === after.swarm.state) return leaderSentences(before, after);
  if (after.swarm.state === 'noQuorum') return ['The quorum is lost'];
  if (after.swarm.state === 'none') return ['There is no swarm any more'];
  return [before.swarm.state === 'noQuorum' ? 'The quorum is back' : 'A swarm was made'];
}

function leaderSentences(before: ClusterSnapshot, after: ClusterSnapshot): string[] {
  const was = before.members.find((m) => m.leader);
  const is = after.members.find((m) => m.leader);
  return was && is && was.id !== is.id ? [`${is.hostname} leads now, not ${was.hostname}`] : [];
}

function nodeSentences(before: ClusterSnapshot, after: ClusterSnapshot): string[] {
  const out: string[] = [];
  for (const member of after.members) {
    const was = before.members.find((m) => m.id === member.id);
    if (!was) out.push(`${member.hostname} joined as ${member.role}`);
    else if (was.role !== member.role) out.push(`${member.hostname} is a ${member.role} now`);
    else if (was.availability !== member.availability) out.push(`${member.hostname} is set to ${member.availability}`);
    else if (was.state !== member.state) out.push(`${member.hostname} is ${member.state}`);
  }
  for (const node of after.nodes) {
    const was = before.nodes.find((n) => n.name === node.name);
    // A machine that is created starts first.
    if (was && was.power !== node.power && (node.power !== 'starting' || was.power === 'spare'))
      out.push(`${node.name} ${was.power === 'spare' ? 'is created' : POWER_WORDS[node.power]}`);
  }
  return out;
}

const POWER_WORDS = {
  spare: 'is given back',
  starting: 'starts',
  running: 'is switched on',
  paused: 'is paused',
  stopped: 'is stopped',
  failed: 'is failed',
} as const;

function serviceSentences(before: ClusterSnapshot, after: ClusterSnapshot): string[] {
  const out: string[] = [];
  for (const service of after.services) {
    const was = before.services.find((s) => s.id === service.id);
    if (!was) out.push(`Service ${service.name} was created`);
    else if (was.replicas !== service.replicas)
      out.push(`${service.name} is wanted ${service.replicas ?? 0} times, not ${was.replicas ?? 0}`);
  }
  for (const service of before.services) {
    if (!after.services.some((s) => s.id === service.id)) out.push(`Service ${service.name} was removed`);
  }
  return out;
}

function taskSentences(before: ClusterSnapshot, after: ClusterSnapshot): string[] {
  const out: string[] = [];
  for (const task of after.tasks) {
    const was = before.tasks.find((t) => t.id === task.id);
    if (was?.state === task.state || (!was && task.state !== 'running')) continue;
    const where = task.node ? ` on ${task.node}` : '';
    const because = task.error ? `: ${task.error}` : '';
    if (was || task.state === 'running')
      out.push(`${nameOf(task)} ${task.state}${where}${because}${movedFrom(before, task)}`);
  }
  return out;
}

function movedFrom(before: ClusterSnapshot, task: TaskView): string {
  if (task.state !== 'preparing' && task.state !== 'running') return '';
  const older = before.tasks
    .filter(
      (t) =>
        t.serviceId === task.serviceId && t.slot !== undefined && t.slot === task.slot && t.createdAt < task.createdAt,
    )
    .sort((a, b) => b.createdAt - a.createdAt)[0];
  return older?.node && older.node !== task.node ? `, moved from ${older.node}` : '';
}

function nameOf(task: TaskView): string {
  return task.slot === undefined ? task.serviceName : `${task.serviceName}.${task.slot}`;
}
