/**
 * Reads at most once at a time, and again only when the last answer is older than `ms`. However many ask, Redis is asked
 * a few times a second. A failure is told to those who waited for it, and not kept.
 */
export function cached<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let staleAt = 0;
  return () => {
    if (latest && performance.now() < staleAt) return latest;
    staleAt = Number.POSITIVE_INFINITY;
    const reading = read();
    latest = reading;
    reading.then(
      () => {
        staleAt = performance.now() + ms;
      },
      () => {
        latest = undefined;
      },
    );
    return reading;
  };
}
