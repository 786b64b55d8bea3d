/** Browsers take the oldest of about sixteen contexts away without asking; other parts of the page may want some too. */
const MOST_PLACES = 8;

/** Who draws by the graphics card: so many at a time. Whoever comes next gets the place of the one that was shown longest ago. */
export class CardPlaces {
  readonly #most: number;
  readonly #holders = new Map<object, () => void>();

  constructor(most = MOST_PLACES) {
    this.#most = most;
  }

  /** Gives a place to an owner, or marks its place as used last. `letGo` is called when another one needs it. */
  take(owner: object, letGo: () => void): void {
    this.#holders.delete(owner);
    for (const [oldest, letOldestGo] of this.#holders) {
      if (this.#holders.size < this.#most) break;
      this.#holders.delete(oldest);
      letOldestGo();
    }
    this.#holders.set(owner, letGo);
  }

  has(owner: object): boolean {
    return this.#holders.has(owner);
  }

  /** The owner needs its place no more. */
  leave(owner: object): void {
    this.#holders.delete(owner);
  }
}
