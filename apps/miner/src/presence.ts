import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { Identity } from './identity.ts';
import type { Pacer } from './pacer.ts';
import type { RedisDoor } from './redis-door.ts';
import { readScript } from './script.ts';
import type { Score } from './work.ts';

const BEAT_MS = 1000;

/** Shows in Redis that this miner lives, each second, and takes it out when it leaves. */
export class Presence {
  /** When Redis took the last heartbeat, on the process's clock; the start before there was one. */
  answeredAt = Date.now();
  readonly #redis: RedisDoor;
  readonly #miner: Identity;
  readonly #config: Config;
  readonly #heartbeat = readScript('heartbeat');
  readonly #goodbye = readScript('goodbye');
  readonly #since = String(Date.now());

  constructor(redis: RedisDoor, miner: Identity, config: Config) {
    this.#redis = redis;
    this.#miner = miner;
    this.#config = config;
  }

  /** Beats until the signal aborts. */
  async show(pacer: Pacer, score: Score, signal: AbortSignal): Promise<void> {
    let before = { done: 0, at: performance.now() };
    for (;;) {
      const now = { done: pacer.done, at: performance.now() };
      const hashRate = Math.round(((now.done - before.done) * 1000) / Math.max(1, now.at - before.at));
      before = now;
      await this.#redis.run(this.#heartbeat, [this.#fields(hashRate, score)], signal);
      this.answeredAt = Date.now();
      await sleep(BEAT_MS, undefined, { signal });
    }
  }

  /** Takes the miner off the list. */
  async leave(signal: AbortSignal): Promise<void> {
    await this.#redis.run(this.#goodbye, [this.#miner.id], signal);
  }

  #fields(hashRate: number, score: Score): string {
    return JSON.stringify({
      ...this.#miner,
      ...score,
      hashRate,
      configuredHashRate: this.#config.hashRate,
      difficultyBits: this.#config.difficultyBits,
      claimMode: this.#config.claimMode,
      since: this.#since,
    });
  }
}
