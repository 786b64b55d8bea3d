const FIRST_MS = 500;
const LONGEST_MS = 8_000;

/** How long to wait before an attempt: doubling, never above 8 s, spread so that pages do not all come back at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(full * (0.75 + 0.25 * random()));
}
