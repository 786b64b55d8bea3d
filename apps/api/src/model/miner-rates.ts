import { millisecondsOf, minerOf, type StreamEntry } from './coin.ts';

/** How many whole seconds a rate is taken over. */
export const RATE_SECONDS = 10;

/** The last whole seconds before an instant, by which rates are told. */
export function rateSeconds(now: number): number[] {
  const second = Math.floor(now / 1000);
  return Array.from({ length: RATE_SECONDS }, (_, i) => second - RATE_SECONDS + i);
}

/**
 * Counts each miner's coins of the last seconds. It is fed with the entries of the stream of coins that are new since the
 * last time, so a look costs no more than the coins found since; the first look costs those of the last ten seconds.
 */
export class MinerRates {
  readonly #seconds = new Map<number, Map<string, number>>();
  #last: string | undefined;

  /** Where to read on in the stream: after what was counted, or where the first of the seconds begins. */
  startAt(now: number): string {
    // Another Redis with another clock: what was counted is of another time.
    if (this.#last && millisecondsOf(this.#last) > now) this.#forget();
    const begin = (Math.floor(now / 1000) - RATE_SECONDS) * 1000;
    return this.#last && millisecondsOf(this.#last) >= begin ? `(${this.#last}` : `${begin}`;
  }

  /** Counts new entries, oldest first, and forgets seconds that are over. */
  add(entries: readonly StreamEntry[], now: number): void {
    for (const entry of entries) {
      const second = Math.floor(millisecondsOf(entry[0]) / 1000);
      const miners = this.#seconds.get(second) ?? new Map<string, number>();
      const miner = minerOf(entry);
      miners.set(miner, (miners.get(miner) ?? 0) + 1);
      this.#seconds.set(second, miners);
    }
    this.#last = entries.at(-1)?.[0] ?? this.#last;
    const oldest = Math.floor(now / 1000) - RATE_SECONDS;
    for (const second of this.#seconds.keys()) if (second < oldest) this.#seconds.delete(second);
  }

  /** Coins a second of one miner over the last whole seconds. */
  of(miner: string, now: number): number {
    const coins = rateSeconds(now).reduce((sum, second) => sum + (this.#seconds.get(second)?.get(miner) ?? 0), 0);
    return coins / RATE_SECONDS;
  }

  #forget(): void {
    this.#seconds.clear();
    this.#last = undefined;
  }
}
