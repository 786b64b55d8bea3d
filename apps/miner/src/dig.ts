import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Coin, search } from './coin.ts';
import type { Pacer } from './pacer.ts';

/** Hashes in one go: a few milliseconds. Signals, timers and Redis have their turn in between. */
const SLICE = 2000;

/** Works at a job, no faster than the pacer allows, until the coin is found. Throws when the signal aborts. */
export async function dig(job: number, difficultyBits: number, pacer: Pacer, signal: AbortSignal): Promise<Coin> {
  for (let nonce = 0; ; ) {
    signal.throwIfAborted();
    const count = Math.min(pacer.due(), SLICE);
    if (count === 0) {
      await sleep(pacer.wait(), undefined, { signal });
      continue;
    }
    const coin = search(job, nonce, count, difficultyBits);
    pacer.spend(coin ? coin.nonce - nonce + 1 : count);
    if (coin) return coin;
    nonce += count;
    await nextTurn();
  }
}
