import type { ClusterSnapshot, TaskView } from '../../contract/index.ts';

/** Ended tasks stay on the map this long, so that one sees where a replacement came from. */
export const GHOST_MS = 30_000;
/** A task that runs for less than this is news. */
export const NEW_MS = 5_000;
/** More chips of one service on a node than this fold into one. */
const FOLD_ABOVE = 6;
export type ChipState = 'wait' | 'start' | 'new' | 'running' | 'stop' | 'fail' | 'lost';

/** A task on the map, or several of one service folded. */
export interface Chip {
  readonly key: string;
  readonly name: string;
  readonly serviceId: string;
  readonly hue: number;
  readonly state: ChipState;
  /** Swarm's own word for the state. */
  readonly word: string;
  /** Why it waits or failed. */
  readonly reason?: string;
  /** When the state was reached, ms since the epoch. */
  readonly since: number;
  /** Pips reached while it starts, 1 to 4. */
  readonly pips?: number;
  /** How many are folded into it. */
  readonly count: number;
}

/** A task belongs on the map while it is meant to run, and for a while after its end. */
export function isShown(task: TaskView, now: number): boolean {
  const ended = isEnded(task);
  if (!ended && task.desired !== 'shutdown' && task.desired !== 'remove') return true;
  return now - task.stateAt < GHOST_MS || (!ended && now - task.updatedAt < GHOST_MS);
}

/** Whether a task has come to an end, good or bad. */
export function isEnded(task: TaskView): boolean {
  return ['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'].includes(task.state);
}

const PIPS: Readonly<Record<string, number>> = { accepted: 1, preparing: 2, ready: 3, starting: 3, running: 4 };

/** The chip of a task. */
export function chipOf(
  snapshot: ClusterSnapshot,
  task: TaskView,
  hues: ReadonlyMap<string, number>,
  now: number,
): Chip {
  const pips = PIPS[task.state];
  const state = chipState(snapshot, task, now);
  const reason =
    task.error ??
    (task.exitCode ? `exit ${task.exitCode}` : undefined) ??
    (state === 'wait' ? task.message : undefined);
  return {
    key: task.id,
    name: task.slot === undefined ? task.serviceName : `${task.serviceName}.${task.slot}`,
    serviceId: task.serviceId,
    hue: hues.get(task.serviceId) ?? 7,
    state,
    word: state === 'lost' ? 'last known' : task.state,
    ...(reason ? { reason } : {}),
    since: task.stateAt,
    ...(state === 'start' && pips ? { pips } : {}),
    count: 1,
  };
}

/** How a task is drawn. */
export function chipState(snapshot: ClusterSnapshot, task: TaskView, now: number): ChipState {
  const node = snapshot.nodes.find((n) => n.memberId !== undefined && n.memberId === task.memberId);
  const isGone = node !== undefined && (node.power !== 'running' || node.engine === 'down');
  if (!isEnded(task) && isGone) return 'lost';
  switch (task.state) {
    case 'new':
    case 'pending':
    case 'assigned':
      return 'wait';
    case 'accepted':
    case 'preparing':
    case 'ready':
    case 'starting':
      return 'start';
    case 'running':
      if (task.desired === 'shutdown' || task.desired === 'remove') return 'stop';
      return now - task.stateAt < NEW_MS ? 'new' : 'running';
    case 'failed':
    case 'rejected':
    case 'orphaned':
      return 'fail';
    default:
      return 'stop';
  }
}

/** Many running tasks of one service on a node become one chip with a count. */
export function folded(chips: readonly Chip[]): readonly Chip[] {
  const steady = Map.groupBy(
    chips.filter((chip) => chip.state === 'running'),
    (chip) => chip.serviceId,
  );
  const out: Chip[] = [];
  const done = new Set<string>();
  for (const chip of chips) {
    const same = chip.state === 'running' ? (steady.get(chip.serviceId) ?? []) : [];
    if (same.length <= FOLD_ABOVE) out.push(chip);
    else if (!done.has(chip.serviceId)) {
      done.add(chip.serviceId);
      out.push({ ...chip, key: `fold-${chip.serviceId}`, name: chip.name.replace(/\.\d+$/, ''), count: same.length });
    }
  }
  return out;
}
