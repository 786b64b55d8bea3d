import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import { type Coin, isAfter, type StreamEntry, toCoin, toNumber } from '../model/coin.ts';
import { BLOCK_MS, type Door } from '../redis/door.ts';
import { KEYS } from '../redis/keys.ts';

/** Who hears of new coins. */
export interface Hearer {
  /** From now on every coin after this one is told. Called again whenever the connection had to be made anew. */
  live(cursor: string): void;
  /** New coins, oldest first, and how many there are with them. */
  coins(coins: readonly Coin[], total: number): void;
}

/** How many coins are taken at once. */
const MOST = 1000;
const TRY_AGAIN_MS = 300;
const BEFORE_ALL = '0-0';

/** Waits for new coins with one blocking read after another, on one connection, until the signal comes. */
export async function followCoins(door: Door, hearer: Hearer, log: Log, signal: AbortSignal): Promise<void> {
  let cursor: string | undefined;
  let said = '';
  while (!signal.aborted) {
    try {
      await door.whenHere(signal);
      const redis = await door.openWaiting(signal);
      try {
        const [last] = await redis.xrevrange(KEYS.coins, '+', '-', 'COUNT', 1);
        // A Redis that came back without its data, or with older data, goes on from what it has.
        const end = last?.[0] ?? BEFORE_ALL;
        cursor = cursor === undefined || isAfter(cursor, end) ? end : cursor;
        hearer.live(cursor);
        while (!signal.aborted) {
          const entries = await waitForEntries(redis, cursor);
          const newest = entries.at(-1)?.[0];
          if (newest === undefined) continue;
          // Asked before going on: when this fails, the same coins are read again.
          const total = toNumber(await redis.get(KEYS.total));
          cursor = newest;
          hearer.coins(entries.map(toCoin), total);
        }
      } finally {
        redis.disconnect();
      }
    } catch (error) {
      if (signal.aborted) return;
      // A lost connection is told where the main one is kept; anything else would go unseen.
      const isNews = error instanceof TypeError || (error instanceof Error && error.name === 'ReplyError');
      if (isNews && error.message !== said) {
        said = error.message;
        log.error(`Waiting for new coins failed: ${said}`);
      }
      await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function waitForEntries(redis: Redis, after: string): Promise<readonly StreamEntry[]> {
  const streams = await redis.xread('COUNT', MOST, 'BLOCK', BLOCK_MS, 'STREAMS', KEYS.coins, after);
  return streams?.[0]?.[1] ?? [];
}
