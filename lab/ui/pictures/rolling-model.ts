import type { ClusterSnapshot, ServiceView, TaskView } from '../../contract/index.ts';
import { isRunning, isWanted, shortService, taskWord, versionOf } from './task-words.ts';

/** Tasks of a service that were made of the same. */
export interface VersionRow {
  readonly version: string;
  readonly isNew: boolean;
  readonly tasks: readonly {
    readonly id: string;
    readonly name: string;
    readonly word: string;
    readonly isRunning: boolean;
    readonly isFailed: boolean;
  }[];
}

/** A service between two versions, or with one. */
export interface RollingPicture {
  readonly service: string;
  readonly serviceId: string;
  readonly rows: readonly VersionRow[];
  readonly sentence: string;
}

/** Tasks that failed longer ago than this are history. */
const RECENT_MS = 120_000;

/** The services that there are, those first that changed last. */
export function rollingServices(snapshot: ClusterSnapshot): readonly ServiceView[] {
  const newest = (id: string): number =>
    Math.max(0, ...snapshot.tasks.filter((task) => task.serviceId === id).map((task) => task.createdAt));
  const isMoving = (service: ServiceView): number => (inMotion(service.updateState) ? 1 : 0);
  return snapshot.services.toSorted((a, b) => isMoving(b) - isMoving(a) || newest(b.id) - newest(a.id));
}

/** The tasks of a service by what they were made of: the newest version first. */
export function rollingPicture(snapshot: ClusterSnapshot, service: ServiceView, now: number): RollingPicture {
  const tasks = snapshot.tasks.filter((task) => task.serviceId === service.id && isShown(task, now));
  const wanted = madeOf(service);
  const groups = Map.groupBy(tasks, (task) => madeOf({ image: task.image ?? service.image, configs: task.configs }));
  const rows = [...groups]
    .map(([version, own]): VersionRow & { newest: number } => ({
      version,
      isNew: version === wanted,
      newest: Math.max(...own.map((task) => task.createdAt)),
      tasks: own.toSorted(bySlot).map((task) => ({
        id: task.id,
        name: taskWord(snapshot, task),
        word: wordOf(snapshot, task),
        isRunning: isRunning(snapshot, task),
        isFailed: task.state === 'failed' || task.state === 'rejected',
      })),
    }))
    .toSorted((a, b) => Number(b.isNew) - Number(a.isNew) || b.newest - a.newest)
    .map(({ newest: _, ...row }) => row);
  const name = shortService(service.name, service.stack);
  return { service: name, serviceId: service.id, rows, sentence: sentenceOf(rows, service.updateState) };
}

function wordOf(snapshot: ClusterSnapshot, task: TaskView): string {
  if (task.state !== 'running' || isRunning(snapshot, task)) return task.state;
  return isWanted(task) ? 'last known' : 'stopping';
}

function isShown(task: TaskView, now: number): boolean {
  if (isWanted(task) || task.state === 'running') return true;
  return (task.state === 'failed' || task.state === 'rejected') && now - task.stateAt < RECENT_MS;
}

function madeOf({ image, configs = [] }: { image: string; configs?: readonly string[] | undefined }): string {
  return [versionOf(image), ...configs].join(' + ');
}

function bySlot(a: TaskView, b: TaskView): number {
  return (a.slot ?? 0) - (b.slot ?? 0) || b.createdAt - a.createdAt;
}

function inMotion(state: string | undefined): boolean {
  return state === 'updating' || state === 'rollback_started';
}

const STATES: Readonly<Record<string, string>> = {
  updating: 'The update is on its way.',
  paused: 'The update has stopped: a new task failed.',
  completed: 'The last update is complete.',
  rollback_started: 'A new task failed: Swarm goes back to the version before.',
  rollback_paused: 'The way back has stopped too.',
  rollback_completed: 'Swarm went back to the version before.',
};

function sentenceOf(rows: readonly VersionRow[], state: string | undefined): string {
  const counts = rows
    .map((row) => ({ ...row, running: row.tasks.filter((task) => task.isRunning).length }))
    .filter((row) => row.running > 0)
    .map((row) => `${row.running} ${row.running === 1 ? 'runs' : 'run'} ${row.version}`);
  const now = counts.length === 0 ? 'No task runs.' : `${counts.join(', ')}.`;
  return [now, STATES[state ?? '']].filter(Boolean).join(' ');
}
