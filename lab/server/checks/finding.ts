import type { Check, CheckKind, CheckOf, ClusterSnapshot } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** What a judge found: the state of one check at an instant, with its sentence. */
export interface Finding {
  readonly state: 'met' | 'notYet' | 'couldNotCheck';
  readonly because: string;
  readonly likely?: string;
}

/** Something read from a node for a check, because no snapshot has it. */
export type Evidence =
  /** A file's text, or none; with the join tokens of that moment when they were asked for. */
  | { readonly text?: string; readonly tokens?: JoinTokens }
  /** It could not be read: why, as a sentence. */
  | { readonly trouble: string };

/** The join tokens of the swarm. */
export interface JoinTokens {
  readonly manager: string;
  readonly worker: string;
}

/** All that a judge may look at. */
export interface World {
  readonly snapshot: ClusterSnapshot;
  /** The snapshot of the moment when the step was opened. */
  readonly baseline: ClusterSnapshot;
  readonly now: number;
  /** What the learner answered to this check. */
  readonly answer?: string;
  /** What was read for this check last; absent when nothing was read yet. */
  readonly evidence?: Evidence;
}

/** Where evidence is read. */
export interface Site {
  readonly sandbox: Sandbox;
  readonly snapshot: ClusterSnapshot;
  readonly signal: AbortSignal;
}

/** A kind of check: a pure judge, and what it needs from nodes beside the snapshot. */
export interface Kind<K extends CheckKind> {
  readonly judge: (check: CheckOf<K>, world: World) => Finding;
  readonly look?: (check: CheckOf<K>, site: Site) => Promise<Evidence | undefined>;
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
