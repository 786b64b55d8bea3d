/** How much may be taken at a stretch, and how much comes back in a second. */
interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

/** A rate with room for a burst: what is taken comes back with time. */
export class TokenBucket {
  readonly #size: BucketSize;
  readonly #now: () => number;
  #left: number;
  #at: number;

  constructor(size: BucketSize, now: () => number) {
    this.#size = size;
    this.#now = now;
    this.#left = size.burst;
    this.#at = now();
  }

  /** Takes as much, if it is there. */
  take(amount = 1): boolean {
    const now = this.#now();
    // A clock that is set back gives nothing, and takes nothing away.
    const came = (Math.max(0, now - this.#at) * this.#size.perSecond) / 1000;
    this.#left = Math.min(this.#size.burst, this.#left + came);
    this.#at = now;
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}
