import type { Check, CheckKind, CheckOf, ClusterSnapshot, CommandView } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** What a judge found: the state of one check at an instant, with its sentence. */
export interface Finding {
  readonly state: 'met' | 'notYet' | 'couldNotCheck';
  readonly because: string;
  readonly likely?: string;
}

/** What a check needs from nodes could not be read: why, as a sentence. */
export interface Trouble {
  readonly trouble: string;
}

/** The join tokens of the swarm. */
export interface JoinTokens {
  readonly manager: string;
  readonly worker: string;
}

/** All that a judge may look at. */
export interface World<E = object> {
  readonly snapshot: ClusterSnapshot;
  /** The snapshot of the moment when the step was opened; `baseline.at` is that moment, in ms since the epoch. */
  readonly baseline: ClusterSnapshot;
  readonly now: number;
  /** What the learner answered to this check. */
  readonly answer?: string;
  /** The commands of all shells as they started; absent where none are kept. */
  readonly commands?: readonly CommandView[];
  /** What was read for this check last; absent when nothing was read yet. */
  readonly evidence?: E | Trouble;
}

/** Where evidence is read. */
export interface Site {
  readonly sandbox: Sandbox;
  readonly snapshot: ClusterSnapshot;
  readonly signal: AbortSignal;
}

/**
 * A kind of check: a pure judge, and what it needs from nodes beside the snapshot.
 * E is the evidence that it reads: what no snapshot has. `look` gets the one before, so that it may carry on what it once saw.
 */
export interface Kind<K extends CheckKind, E extends object = object> {
  judge(check: CheckOf<K>, world: World<E>): Finding;
  look?(check: CheckOf<K>, site: Site, before?: E | Trouble): Promise<E | Trouble | undefined>;
}

export const met = (because: string): Finding => ({ state: 'met', because });

export const notYet = (because: string, likely?: string): Finding => ({
  state: 'notYet',
  because,
  ...(likely ? { likely } : {}),
});

export const couldNotCheck = (why: string): Finding => ({
  state: 'couldNotCheck',
  because: `${why} This is not your mistake; it is tried again.`,
});

/** A judge's finding, with the course's hint where the judge knows no cause. */
export function withHint(finding: Finding, { hint }: Pick<Check, 'hint'>): Finding {
  return finding.state === 'notYet' && !finding.likely && hint ? { ...finding, likely: hint } : finding;
}
