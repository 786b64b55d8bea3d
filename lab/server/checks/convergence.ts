import type { ServiceView } from '../../contract/index.ts';
import { type Finding, notYet, type World } from './finding.ts';
import { doing, failure, isOnItsWay, newestFailure, runs, tasksOf, wantedTasks, whyNotRunning } from './tasks-of.ts';
import { count, number, sentence } from './wording.ts';

type Now = Pick<World, 'snapshot' | 'now'>;

/** Why another number of tasks runs than is wanted; undefined when just so many do. */
export function wrongNumber(found: ServiceView, wanted: number, { snapshot, now }: Now): Finding | undefined {
  const tasks = tasksOf(snapshot, found.name);
  const running = tasks.filter(runs).length;
  if (running === wanted) return undefined;
  return notYet(`${howMany(running, wanted)} ${whatElse(tasks, now)}`.trim(), whyNotRunning(tasks, now));
}

/** Why a service has not come to rest; undefined when all its tasks run and none is on its way. */
export function notConverged(found: ServiceView, world: Now): Finding | undefined {
  const { snapshot, now } = world;
  const asked = wantedTasks(snapshot, found);
  const notAll = wrongNumber(found, asked, world);
  if (notAll) return notAll;
  const tasks = tasksOf(snapshot, found.name);
  const moving = tasks.find(isOnItsWay);
  if (moving) return notYet(`${howMany(asked, asked)} ${doing(moving, now)}`, whyNotRunning(tasks, now));
  const isSettled = found.updateState === undefined || /completed$/.test(found.updateState);
  return isSettled ? undefined : notYet(`The update of ${found.name} is ${found.updateState?.replaceAll('_', ' ')}.`);
}

function howMany(running: number, wanted: number): string {
  if (wanted === 1 && running === 0) return 'Its task does not run.';
  if (running > wanted)
    return sentence(`${count(running, 'task')} run; ${number(wanted)} ${wanted === 1 ? 'is' : 'are'} wanted.`);
  return sentence(`${number(running)} of ${number(wanted)} ${running === 1 ? 'runs' : 'run'}.`);
}

/** The task that holds it up: one on its way, else one that ended badly. */
function whatElse(tasks: ReturnType<typeof tasksOf>, now: number): string {
  const failed = newestFailure(tasks);
  const moving = tasks.filter(isOnItsWay).toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0))[0];
  if (failed && (!moving || moving.desired === 'ready')) return failure(failed);
  return moving ? doing(moving, now) : '';
}
