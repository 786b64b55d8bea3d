const HUES = 8;
const KEPT = 60;

/** Gives each miner a hue from 1 to 8 and keeps it: the one that the fewest miners have, lowest first. */
export function assignHues(hues: ReadonlyMap<string, number>, ids: readonly string[]): ReadonlyMap<string, number> {
  if (ids.every((id) => hues.has(id))) return hues;
  const present = new Set(ids);
  const kept = [...hues].filter(([id], i) => present.has(id) || hues.size - i <= KEPT);
  const next = new Map(kept);
  for (const id of ids) {
    if (!next.has(id)) next.set(id, rarest(next, present));
  }
  return next;
}

function rarest(hues: ReadonlyMap<string, number>, present: ReadonlySet<string>): number {
  const uses = new Array<number>(HUES).fill(0);
  for (const [id, hue] of hues) if (present.has(id)) uses[hue - 1] = (uses[hue - 1] ?? 0) + 1;
  return uses.indexOf(Math.min(...uses)) + 1;
}
