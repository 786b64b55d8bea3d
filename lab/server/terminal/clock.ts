/** Time as the terminal needs it; tests turn it by hand. */
export interface Clock {
  now(): number;
  /** Calls once after so many ms, unless the returned function is called before. */
  after(ms: number, call: () => void): () => void;
}

/** The real clock; what waits on it does not keep the process alive. */
export function realClock(now: () => number): Clock {
  return {
    now,
    after(ms, call) {
      const timer = setTimeout(call, ms).unref();
      return () => clearTimeout(timer);
    },
  };
}
