import type { Served } from './api-types.ts';

/** A replica of the API that answered, and when it did last. */
export interface Replica extends Served {
  seenAt: number;
}

const KEPT = 8;
const FORGET_MS = 60_000;

/** The replicas seen within the last minute, the one that answered last in front. */
export function seeReplica(seen: readonly Replica[], served: Served, now: number): readonly Replica[] {
  const others = seen.filter((r) => r.host !== served.host && now - r.seenAt < FORGET_MS);
  return [{ ...served, seenAt: now }, ...others].slice(0, KEPT);
}
