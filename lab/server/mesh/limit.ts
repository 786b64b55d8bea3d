/** Runs what it is given, no more than so many at once, in order. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** A limit that everybody who is given it shares. */
export function createLimit(atOnce: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
