import type { Log } from '../log.ts';
import { type Coin, isAfter } from '../model/coin.ts';
import type { Numbers } from '../numbers.ts';
import { MAX_COINS } from '../query.ts';
import type { Door } from '../redis/door.ts';
import { toProblem } from '../to-problem.ts';
import { followCoins } from './feed.ts';
import { type Listener, toBatch } from './listener.ts';

/** New coins are told at most this often; a little under the 100 ms that the contract allows them to take. */
const BATCH_MS = 90;
const SUMMARY_EVERY_MS = 1000;
const COMMENT_EVERY = 15;

/** Tells all listeners what is new. Nothing is read while nobody listens. */
export class Hub {
  readonly #door: Door;
  readonly #numbers: Numbers;
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  #following: AbortController | undefined;
  /** The last coin that was told to all; undefined until the feed is live. */
  #cursor: string | undefined;
  #waiting: Coin[] = [];
  #total = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  constructor(door: Door, numbers: Numbers, log: Log) {
    this.#door = door;
    this.#numbers = numbers;
    this.#log = log;
  }

  /** Adds a listener: it gets a summary at once, the coins it has missed, and what is new from now on. */
  add(listener: Listener): void {
    if (this.#hasEnded) {
      listener.end();
      return;
    }
    this.#listeners.add(listener);
    this.#following ??= this.#follow();
    void this.#tellSummary([listener]);
    if (this.#cursor !== undefined) void this.#setOnWay(listener, this.#cursor);
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#stopFollowing();
  }

  /** Ends all streams, and those that come later at once. */
  end(): void {
    this.#hasEnded = true;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
    this.#stopFollowing();
  }

  #follow(): AbortController {
    const following = new AbortController();
    const { signal } = following;
    void followCoins(
      this.#door,
      { live: (cursor) => this.#live(cursor), coins: (coins, total) => this.#hear(coins, total, signal) },
      this.#log,
      signal,
    );
    let beats = 0;
    const beat = setInterval(() => {
      beats += 1;
      if (beats % COMMENT_EVERY === 0) for (const listener of this.#listeners) listener.write(': still here\n\n');
      void this.#tellSummary(this.#listeners);
    }, SUMMARY_EVERY_MS);
    const endWatch = this.#door.onChange(() => void this.#tellSummary(this.#listeners));
    signal.addEventListener('abort', () => {
      clearInterval(beat);
      endWatch();
    });
    return following;
  }

  #stopFollowing(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#cursor = undefined;
    this.#waiting = [];
  }

  /** The feed has begun, or begun again; with an earlier coin when Redis has lost some. */
  #live(cursor: string): void {
    const hasGoneBack = this.#cursor !== undefined && isAfter(this.#cursor, cursor);
    if (hasGoneBack) for (const listener of this.#listeners) listener.startAfter(cursor);
    this.#cursor = hasGoneBack ? cursor : (this.#cursor ?? cursor);
    for (const listener of this.#listeners) void this.#setOnWay(listener, this.#cursor);
  }

  /** Reads what a listener has missed, up to what all others were told. What is told meanwhile is held back for it. */
  async #setOnWay(listener: Listener, cursor: string): Promise<void> {
    if (listener.lastId === undefined) return listener.startAfter(cursor);
    if (!listener.isBehind || listener.held) return;
    listener.held = [];
    try {
      const { coins, total } = await this.#numbers.coinsBetween(listener.lastId, cursor, MAX_COINS);
      if (coins.length > 0) listener.sendCoins(toBatch(coins.toReversed(), total));
      for (const batch of listener.held) listener.sendCoins(batch);
      listener.isBehind = false;
    } catch (error) {
      // Redis went away: tried again when the feed is live again. What was held back is in the stream.
      toProblem(error, this.#log);
    } finally {
      listener.held = undefined;
    }
  }

  #hear(coins: readonly Coin[], total: number, signal: AbortSignal): void {
    const isTimed = this.#waiting.length > 0;
    this.#waiting.push(...coins);
    this.#total = total;
    if (isTimed) return;
    const dueMs = this.#toldAt + BATCH_MS - performance.now();
    if (dueMs <= 0) {
      this.#tellCoins();
    } else {
      setTimeout(() => {
        if (!signal.aborted) this.#tellCoins();
      }, dueMs);
    }
  }

  #tellCoins(): void {
    const batch = toBatch(this.#waiting, this.#total);
    this.#waiting = [];
    this.#toldAt = performance.now();
    this.#cursor = batch.coins.at(-1)?.id ?? this.#cursor;
    for (const listener of this.#listeners) {
      if (listener.held) listener.held.push(batch);
      else if (!listener.isBehind) listener.sendCoins(batch);
    }
  }

  /** Sends the summary, or that there is none to those who do not know that yet. */
  async #tellSummary(listeners: Iterable<Listener>): Promise<void> {
    try {
      const text = await this.#numbers.summary();
      for (const listener of listeners) listener.sendSummary(text);
    } catch (error) {
      const unaware = [...listeners].filter((listener) => !listener.knowsAway);
      if (unaware.length === 0) return;
      const problem = JSON.stringify(toProblem(error, this.#log));
      for (const listener of unaware) listener.sendAway(problem);
    }
  }
}
