/** Hashes not done in time (Redis was slow, the machine was busy) may be caught up with, but no more than this. */
const MOST_BEHIND_MS = 1000;
/** A timer is no finer than a millisecond, so at high rates several hashes are done after each wait. */
const SHORTEST_WAIT_MS = 5;

/** Says when the next hashes are due, so that a rate is kept over time and not only in each slice. */
export class Pacer {
  /** Hashes done so far. */
  done = 0;
  readonly #msPerHash: number;
  readonly #now: () => number;
  #nextDueAt: number;

  /** @param rate hashes a second; 0 is no limit. @param now milliseconds of a clock that only goes forward. */
  constructor(rate: number, now: () => number = () => performance.now()) {
    this.#msPerHash = rate === 0 ? 0 : 1000 / rate;
    this.#now = now;
    this.#nextDueAt = now();
  }

  /** How many hashes may be done now. */
  due(): number {
    if (this.#msPerHash === 0) return Number.POSITIVE_INFINITY;
    this.#nextDueAt = Math.max(this.#nextDueAt, this.#now() - MOST_BEHIND_MS);
    const behind = this.#now() - this.#nextDueAt;
    return behind < 0 ? 0 : Math.floor(behind / this.#msPerHash) + 1;
  }

  /** Milliseconds to wait when none is due. */
  wait(): number {
    return Math.max(SHORTEST_WAIT_MS, this.#nextDueAt - this.#now());
  }

  /** To be told how many were done. */
  spend(hashes: number): void {
    this.done += hashes;
    this.#nextDueAt += hashes * this.#msPerHash;
  }
}
