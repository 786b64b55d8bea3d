/** How long things take in the fake world. The proportions are those of a real swarm, shortened. */
export interface Timing {
  /** One step of a task's life. */
  readonly stepMs: number;
  /** A node that is not heard of for so long is down (a real swarm: 11 to 15 s). */
  readonly heartbeatMs: number;
  /** From first contact to ready. */
  readonly readyMs: number;
  /** A manager that is off is unreachable after this (a real swarm: 2 s). */
  readonly unreachableMs: number;
  /** From the loss of a leader, or the return of a quorum, to a new leader (a real swarm: 7 to 13 s). */
  readonly electionMs: number;
  /** Before a failed task's successor starts (a real swarm: 5 s). */
  readonly restartDelayMs: number;
  /** From the wish to stop a container to its end (a real container that ignores the signal: 10 s). */
  readonly stopMs: number;
  /** How long tasks must run before the command line calls a service converged (a real one: 5 s). */
  readonly stableMs: number;
  /** From power to an engine that answers. */
  readonly bootMs: number;
  /** A call of swarm init or join. */
  readonly joinMs: number;
  /** After --force-new-cluster: until the workers have found the new manager (a real swarm: 25 s). */
  readonly recoverMs: number;
}

export const DEFAULT_STEP_MS = 60;

/** All times from the length of one step. */
export function timingOf(stepMs: number): Timing {
  const step = Math.max(1, stepMs);
  return {
    stepMs: step,
    heartbeatMs: step * 25,
    readyMs: step * 2,
    unreachableMs: step * 6,
    electionMs: step * 12,
    restartDelayMs: step * 12,
    stopMs: step * 4,
    stableMs: step * 12,
    bootMs: step * 4,
    joinMs: step * 4,
    recoverMs: step * 20,
  };
}
