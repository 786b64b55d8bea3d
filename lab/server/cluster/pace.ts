import type { SwarmTopic } from './hints.ts';

/**
 * When to read again. Docker has no event for what becomes of a task, so tasks are read while something is about to
 * happen; all else has events, and is read now and then only for what they leave out (a leader change, an update's
 * progress, a node that leaves). CPU per read, engine and lab together, five nodes and ten tasks on a busy machine of two
 * cores: tasks 3.8 ms, members or services 3.4, a place 2.9, containers 2.5, but /info 19, as the engine starts programs
 * for it.
 */

/** What decides how often tasks are read. */
export interface TaskPace {
  /** Something was heard that the managers will record in a moment. */
  readonly isHot: boolean;
  /** A task is on its way to running. */
  readonly isMoving: boolean;
  /** The last event or change that concerns tasks. */
  readonly stirredAt: number;
}

/** Managers record what agents report in batches, 100 ms apart: shorter than this finds little more. */
const HOT_MS = 70;
const MOVING_MS = 150;
const STILL_MS = 1000;

/** How long tasks are watched closely after an event, as the orchestrator may not have begun yet, and after a change. */
export const HOT_AFTER_EVENT_MS = 250;
export const HOT_AFTER_CHANGE_MS = 100;

/** What an engine tells is recorded 0 to 100 ms later, evenly spread (28 starts measured): at once is too early. */
export const RECORDED_AFTER_MS = 30;

/** The time between two reads of the tasks while somebody looks. */
export function tasksEveryMs(pace: TaskPace, now: number): number {
  if (pace.isHot) return HOT_MS;
  if (!pace.isMoving) return STILL_MS;
  return Math.min(STILL_MS, Math.max(MOVING_MS, (now - pace.stirredAt) / 3));
}

/** The time between two reads of the other things while somebody looks, for what has no event. */
export const EVERY_MS: Readonly<Record<Exclude<SwarmTopic, 'tasks'> | 'info' | 'place' | 'containers', number>> = {
  members: 5000,
  services: 20_000,
  networks: 30_000,
  secrets: 30_000,
  configs: 30_000,
  info: 60_000,
  place: 4000,
  containers: 30_000,
};

/** The same while a manager went or came, or the managers are silent: leadership and reachability have no event. */
export const UNSETTLED_MEMBERS_MS = 400;
/** How long that is so after a node's power or a member's role changed. An election takes about 12 s. */
export const UNSETTLED_BY_POWER_MS = 20_000;
export const UNSETTLED_BY_ROLE_MS = 3000;
/** The same for an engine that is on its way into a swarm, and for one that does not answer. */
export const PENDING_INFO_MS = 500;
export const SILENT_ENGINE_MS = 1000;
/** The same for services while one is updated: progress has no event. */
export const UPDATING_SERVICES_MS = 1000;

/**
 * Nobody looks: reads come in rounds, this far apart at least (a little more than 5 s, as timers are not exact), and this
 * far apart when no event asked for one.
 */
export const UNSEEN_ROUND_MS = 5050;
export const UNSEEN_QUIET_MS = 30_000;

/** Reads that may be done in a burst, and how many of them come back per second. */
const BURST = 240;
const PER_SECOND = 6;

/** Reads left, as of a time; what keeps a cluster that never rests within its share of CPU. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

export const FULL_ALLOWANCE: Allowance = { left: BURST, at: 0 };

/** What is left after one more read. */
export function spend(allowance: Allowance, now: number): Allowance {
  return { left: Math.max(0, refilled(allowance, now) - 1), at: now };
}

/** How long until there is a read to spend. */
export function waitMs(allowance: Allowance, now: number): number {
  const left = refilled(allowance, now);
  return left >= 1 ? 0 : ((1 - left) * 1000) / PER_SECOND;
}

function refilled(allowance: Allowance, now: number): number {
  return Math.min(BURST, allowance.left + (Math.max(0, now - allowance.at) * PER_SECOND) / 1000);
}
