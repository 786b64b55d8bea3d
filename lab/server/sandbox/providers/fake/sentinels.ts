import type { SandboxSpec } from '../../provider.ts';

/**
 * Failures on demand: the label `name` of a sandbox (the name a learner takes) makes the fake provider fail.
 * Pages, tests and people see the same failures in the same way.
 *
 * | name | what happens |
 * |---|---|
 * | `out-of-capacity` | no sandbox: the host is full |
 * | `node3-does-not-start` | opening fails when the third node's turn comes; any `node<N>` works |
 * | `slow-to-open` | opening takes thirty times as long |
 */
export interface Sentinel {
  readonly isFull: boolean;
  /** The node that does not start, from 0. */
  readonly brokenNode?: number;
  /** How many times as long opening takes. */
  readonly slowness: number;
}

const SLOW = 30;

/** What the sandbox's label asks for. */
export function sentinelOf(spec: SandboxSpec): Sentinel {
  const name = spec.labels.name ?? '';
  const broken = /^node(\d+)-does-not-start$/.exec(name)?.[1];
  return {
    isFull: name === 'out-of-capacity',
    brokenNode: broken === undefined ? undefined : Number(broken) - 1,
    slowness: name === 'slow-to-open' ? SLOW : 1,
  };
}
