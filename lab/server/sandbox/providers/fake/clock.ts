/** Time as the fake world sees it: when it is, and a call back later. */
export interface Clock {
  now(): number;
  /** Calls back once after so many ms; the returned function calls it off. */
  after(ms: number, call: () => void): () => void;
}

/** setTimeout takes no more than 2^31 - 1 ms; a longer wait is cut and whoever waits looks again. */
const LONGEST_TIMER_MS = 3_600_000;
/** A timer that is further off keeps no process alive. */
const PATIENT_TIMER_MS = 30_000;

/** The machine's own time. */
export function realClock(now: () => number): Clock {
  return {
    now,
    after(ms, call) {
      const timer = setTimeout(call, Math.min(ms, LONGEST_TIMER_MS));
      if (ms > PATIENT_TIMER_MS) timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Time that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Goes on by so many ms; every call that falls due is made in order, and what it sets off is let run. */
  advance(ms: number): Promise<void>;
}

/** A clock for tests: nothing waits in real time. */
export function manualClock(start = 1_700_000_000_000): ManualClock {
  let time = start;
  let order = 0;
  const timers = new Map<number, { at: number; call: () => void }>();
  const next = (until: number): [number, { at: number; call: () => void }] | undefined =>
    [...timers].filter(([, t]) => t.at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  return {
    now: () => time,
    after(ms, call) {
      const key = order++;
      timers.set(key, { at: time + Math.max(0, ms), call });
      return () => timers.delete(key);
    },
    async advance(ms) {
      const until = time + ms;
      await settle();
      for (let due = next(until); due; due = next(until)) {
        timers.delete(due[0]);
        time = Math.max(time, due[1].at);
        due[1].call();
        await settle();
      }
      time = until;
    },
  };
}

/** Lets every promise that can go on go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves after so many ms of the clock; fails with the signal's reason when that comes first. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = () => {
      stop();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
