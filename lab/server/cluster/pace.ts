import type { SwarmTopic } from './hints.ts';

/**
 * When to read again. Docker has no event for what becomes of a task, so tasks are read while something moves; all else
 * has events, and is read now and then only for what they leave out (a leader change, an update's progress).
 * A read of the tasks costs about 2.5 ms of CPU, of which 1.5 ms on the manager (bench, figure "cluster in use").
 */

/** What decides how often tasks are read. */
export interface TaskPace {
  /** A task is on its way, or an engine said something of a container that its task does not say yet. */
  readonly isMoving: boolean;
  /** The last event or change that concerns tasks. */
  readonly stirredAt: number;
}

/** Managers record what agents report in batches, 100 ms apart: shorter than this finds little more. */
const HOT_MS = 70;
const HOT_FOR_MS = 1500;
/** After an event the orchestrator may not have begun yet. */
const AFTERMATH_MS = 300;
const STILL_MS = 1000;

/** The time between two reads of the tasks while somebody looks. */
export function tasksEveryMs(pace: TaskPace, now: number): number {
  const calmMs = now - pace.stirredAt;
  if (!pace.isMoving && calmMs > AFTERMATH_MS) return STILL_MS;
  return calmMs < HOT_FOR_MS ? HOT_MS : Math.min(STILL_MS, calmMs / 8);
}

/** The time between two reads of the other things while somebody looks, for what has no event. */
export const EVERY_MS: Readonly<Record<Exclude<SwarmTopic, 'tasks'> | 'info' | 'containers', number>> = {
  members: 2000,
  services: 5000,
  networks: 20_000,
  secrets: 20_000,
  configs: 20_000,
  info: 5000,
  containers: 10_000,
};

/** The same while a manager went or came, or the managers are silent: leadership and reachability have no event. */
export const UNSETTLED_MEMBERS_MS = 400;
export const UNSETTLED_FOR_MS = 20_000;
/** The same for an engine that is on its way into a swarm, and for one that does not answer. */
export const PENDING_INFO_MS = 300;
export const SILENT_ENGINE_MS = 1000;
/** The same for services while one is updated: progress has no event. */
export const UPDATING_SERVICES_MS = 1000;

/** Nobody looks: reads come in rounds, this far apart at least, and this far apart when no event asked for one. */
export const UNSEEN_ROUND_MS = 5000;
export const UNSEEN_QUIET_MS = 30_000;

/** Reads that may be done in a burst, and how many of them come back per second. */
const BURST = 40;
const PER_SECOND = 5;

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
