/** A maker that is this old hangs: loading ten images took under half a minute. */
const LIMIT_MS = 5 * 60_000;
/** How long a maker that ended, or was never started, may wait for its own lab. */
const GRACE_MS = 10_000;

/** The parts of a container's inspection that tell how its work goes; names are Docker's. */
export interface MakerState {
  readonly Created: string;
  readonly State: { readonly Running: boolean; readonly FinishedAt: string };
}

/** Whether the lab that started a maker of prepared data is gone, so that another may begin anew. */
export function isGivenUp({ Created, State }: MakerState, now: number): boolean {
  const created = Date.parse(Created);
  if (State.Running) return now - created > LIMIT_MS;
  // Docker says the year 1 of what never ran.
  const lastSign = Math.max(created, Date.parse(State.FinishedAt));
  return now - lastSign > GRACE_MS;
}
