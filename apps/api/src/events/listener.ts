import type { Response } from 'express';
import { type Coin, isAfter } from '../model/coin.ts';
import type { SummaryText } from '../numbers.ts';

/** New coins, oldest first, with the text that most listeners get. */
export interface Batch {
  readonly coins: readonly Coin[];
  readonly total: number;
  readonly text: string;
}

/** What a reader may be behind, in bytes; one that is slower is dropped, so that it cannot fill our memory. */
const MOST_UNREAD = 1024 * 1024;

/** One open stream of events. */
export class Listener {
  /** The last coin this listener knows; undefined until it is set on its way. */
  lastId: string | undefined;
  /** What came while the coins it had missed were read; undefined when none are being read. */
  held: Batch[] | undefined;
  /** Whether coins it had missed are still to be read. */
  isBehind: boolean;
  /** Whether it was told that Redis is away, and not yet that it is back. */
  knowsAway = false;
  /** Whether it was dropped for reading too slowly. */
  isTooSlow = false;
  readonly #res: Response;
  readonly #proxy: string | null;

  constructor(res: Response, proxy: string | null, lastId: string | undefined) {
    this.#res = res;
    this.#proxy = proxy;
    this.lastId = lastId;
    this.isBehind = lastId !== undefined;
  }

  /** Sends text as it is. */
  write(text: string): void {
    if (this.#res.writableEnded || this.#res.destroyed) return;
    this.#res.write(text);
    if (this.#res.writableLength <= MOST_UNREAD) return;
    this.isTooSlow = true;
    this.#res.destroy();
  }

  sendSummary(text: SummaryText): void {
    this.knowsAway = false;
    this.write(`event: summary\ndata: ${text(this.#proxy)}\n\n`);
  }

  sendAway(problem: string): void {
    this.knowsAway = true;
    this.write(`event: away\ndata: ${problem}\n\n`);
  }

  /** Sets it on its way: a browser that is cut off before the first coin will ask for those after this one. */
  startAfter(id: string): void {
    this.lastId = id;
    this.write(`id: ${id}\n\n`);
  }

  /** Sends new coins, but none that it knows. */
  sendCoins(batch: Batch): void {
    const { lastId } = this;
    const [first] = batch.coins;
    if (lastId === undefined || (first && isAfter(first.id, lastId))) {
      this.write(batch.text);
    } else {
      const coins = batch.coins.filter((coin) => isAfter(coin.id, lastId));
      if (coins.length === 0) return;
      this.write(toBatch(coins, batch.total).text);
    }
    this.lastId = batch.coins.at(-1)?.id ?? lastId;
  }

  /** Ends the stream; the browser comes back after a while, not all of them at once. */
  end(): void {
    this.write(`retry: ${500 + Math.round(Math.random() * 1000)}\n\n`);
    this.#res.end();
  }
}

/** Makes one event of coins that are given oldest first; it has them newest first, as every list of coins. */
export function toBatch(coins: readonly Coin[], total: number): Batch {
  const data = JSON.stringify({ total, coins: coins.toReversed() });
  return { coins, total, text: `id: ${coins.at(-1)?.id}\nevent: coins\ndata: ${data}\n\n` };
}
