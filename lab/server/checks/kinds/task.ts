import type { CheckOf, TaskView } from '../../../contract/index.ts';
import { type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { doing, hasEnded, isOnItsWay, isWanted, nameOf, runs, tasksOf, whyNotRunning } from '../tasks-of.ts';
import { age, count, isOrAre, list, number, sentence } from '../wording.ts';
import { isSameImage } from './image-name.ts';

type TaskCheck = CheckOf<'task'>;

/** Where the tasks of a service are, and what became of them. */
export const task: Kind<'task'> = {
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const tasks = tasksOf(world.snapshot, check.service);
    if (!tasks.some(isWanted)) return notYet(`${check.service} has no task that is meant to run.`);
    return (
      notReplaced(check, tasks, world) ??
      notFailed(check, tasks, world) ??
      notTried(check, world) ??
      notNew(check, tasks, world) ??
      wrongSlots(check, tasks, world) ??
      onForbidden(check, tasks) ??
      crowded(check, tasks) ??
      met(fact(check, tasks, world))
    );
  },
};

/** A running task that is new since the step was opened, and the one before it in its slot, which ended since. */
function replacementIn(
  tasks: readonly TaskView[],
  { baseline }: World,
): { newer: TaskView; older: TaskView } | undefined {
  const before = new Map(baseline.tasks.map((t) => [t.id, t]));
  for (const newer of tasks.filter((t) => runs(t) && !before.has(t.id))) {
    const older = tasks.find((t) => t.slot === newer.slot && t.id !== newer.id && endedSince(t, before.get(t.id)));
    if (older) return { newer, older };
  }
  return undefined;
}

function endedSince(task: TaskView, before: TaskView | undefined): boolean {
  return hasEnded(task) && (before === undefined || !hasEnded(before));
}

function notReplaced({ replaced }: TaskCheck, tasks: readonly TaskView[], world: World): Finding | undefined {
  if (replaced === undefined) return undefined;
  const { baseline, now } = world;
  const found = replacementIn(tasks, world);
  if (Boolean(found) === replaced) return undefined;
  if (found) return notYet(`${nameOf(found.newer)} is a replacement: the task before it is ${found.older.state}.`);
  const before = new Map(baseline.tasks.map((t) => [t.id, t]));
  const ended = tasks.find((t) => endedSince(t, before.get(t.id)));
  const next = tasks.find(isOnItsWay);
  if (ended) {
    const ago = `${nameOf(ended)} ended ${age(now - ended.stateAt)} ago.`;
    return notYet(next ? `${ago} Its replacement: ${doing(next, now)}` : ago, whyNotRunning(tasks, now));
  }
  const same = tasks.find(runs);
  if (!same) return notYet(next ? doing(next, now) : 'No task runs.', whyNotRunning(tasks, now));
  const where = same.node ? ` Its container is on ${same.node}: only there docker ps lists it.` : '';
  return notYet(`No task ended since this step was opened: ${nameOf(same)} still runs.`, where.trim());
}

function notFailed(
  { failed, service }: TaskCheck,
  tasks: readonly TaskView[],
  { baseline }: World,
): Finding | undefined {
  if (failed === undefined) return undefined;
  const before = new Map(baseline.tasks.map((t) => [t.id, t]));
  const bad = tasks.filter((t) => (t.state === 'failed' || t.state === 'rejected') && endedSince(t, before.get(t.id)));
  if (bad.some((t) => failed === true || t.exitCode === failed)) return undefined;
  const [other] = bad;
  if (!other) return notYet(`No task of ${service} has failed since this step was opened.`);
  const how = other.exitCode === undefined ? 'without an exit code' : `with exit code ${other.exitCode}`;
  return notYet(`${nameOf(other)} failed ${how}; ${failed} is wanted.`);
}

function notNew(
  { newerThanStep }: TaskCheck,
  tasks: readonly TaskView[],
  { baseline, now }: World,
): Finding | undefined {
  if (!newerThanStep) return undefined;
  const old = tasks.filter((t) => runs(t) && t.createdAt <= baseline.at);
  if (old.length > 0) {
    const moving = tasks.find(isOnItsWay);
    return notYet(
      `${list(old.map(nameOf))} ${old.length === 1 ? 'runs' : 'run'} since before this step was opened.`,
      moving ? doing(moving, now) : 'A service that is updated replaces its tasks; one that is not keeps them.',
    );
  }
  return tasks.some(runs) ? undefined : notYet('No task runs.', whyNotRunning(tasks, now));
}

/** A task that was stopped may have ended well: what it was made from tells that it was tried. */
function notTried({ tried, service }: TaskCheck, { snapshot, baseline }: World): Finding | undefined {
  if (tried === undefined) return undefined;
  const made = snapshot.containers.filter(
    (c) => c.service === service && c.createdAt >= baseline.at - 1000 && isSameImage(c.image, tried),
  );
  if (made.some((c) => c.state !== 'running' && c.state !== 'created')) return undefined;
  const [container] = made;
  if (container) return notYet(`The task with ${tried} on ${container.node} is there, and has not ended yet.`);
  return notYet(`No task of ${service} was made with the image ${tried} since this step was opened.`);
}

function wrongSlots({ slots }: TaskCheck, tasks: readonly TaskView[], { now }: World): Finding | undefined {
  if (slots === undefined) return undefined;
  const filled = new Set(tasks.filter(runs).map((t) => t.slot));
  const missing = Array.from({ length: slots }, (_, i) => i + 1).filter((slot) => !filled.has(slot));
  const more = [...filled].filter((slot) => (slot ?? 0) > slots);
  if (missing.length > 0) {
    const moving = tasks.find((t) => isOnItsWay(t) && missing.includes(t.slot ?? 0));
    const open = `No task runs in ${missing.length === 1 ? 'slot' : 'the slots'} ${list(missing.map(String))}.`;
    return notYet(moving ? `${open} ${doing(moving, now)}` : open, whyNotRunning(tasks, now));
  }
  if (more.length === 0) return undefined;
  return notYet(
    sentence(
      `${count(filled.size, 'slot')} ${isOrAre(filled.size)} filled; only ${number(slots)} ${isOrAre(slots)} wanted.`,
    ),
  );
}

function onForbidden({ notOn }: TaskCheck, tasks: readonly TaskView[]): Finding | undefined {
  const there = tasks.filter((t) => isWanted(t) && t.node !== undefined && notOn?.includes(t.node));
  if (there.length === 0) return undefined;
  const nodes = [...new Set(there.map((t) => t.node ?? ''))];
  const meant = there.length === 1 ? 'is' : 'are';
  return notYet(
    `${list(there.map(nameOf))} ${meant} still meant to run on ${list(nodes)}.`,
    'Only drain takes tasks away from a node. Pause and a stopped container do not.',
  );
}

function crowded({ maxOn }: TaskCheck, tasks: readonly TaskView[]): Finding | undefined {
  if (maxOn === undefined) return undefined;
  const perNode = Map.groupBy(tasks.filter(runs), (t) => t.node ?? '');
  const [most] = [...perNode].toSorted(([, a], [, b]) => b.length - a.length);
  if (!most || most[1].length <= maxOn) return undefined;
  return notYet(
    `${most[0]} runs ${count(most[1].length, 'task')}; at most ${number(maxOn)} ${isOrAre(maxOn)} wanted.`,
    'Swarm does not move tasks that run. docker service update --force spreads them anew.',
  );
}

function fact(check: TaskCheck, tasks: readonly TaskView[], world: World): string {
  const found = check.replaced ? replacementIn(tasks, world) : undefined;
  if (found)
    return `${nameOf(found.newer)} runs${found.newer.node ? ` on ${found.newer.node}` : ''}; the task before it is ${found.older.state}.`;
  const running = tasks.filter(runs);
  const nodes = [...new Set(running.map((t) => t.node ?? ''))].toSorted();
  if (running.length === 0) return `No task of ${check.service} is on ${list(check.notOn ?? [])}.`;
  return sentence(
    `${count(running.length, 'task')} of ${check.service} ${running.length === 1 ? 'runs' : 'run'} on ${list(nodes)}.`,
  );
}
