import { createHash, randomBytes } from 'node:crypto';
import type { ClaimMode, Coin, Miner, Summary } from '../src/connection/api-types.ts';

/** What the sample shows: how many coins a second in all, by how many miners, on how many nodes. */
export interface SampleOptions {
  coinsPerSecond: number;
  miners: number;
  nodes: number;
  claimMode: ClaimMode;
  replicas: number;
  /** One event for each coin instead of one for those of 100 ms: the worst case for a page. */
  eventPerCoin: boolean;
  /** Coins of the time before; 0 for a stack that has just started. */
  startTotal: number;
}

const BITS = 16;
const PAST_SECONDS = 3600;

/** Made-up miners that find made-up coins. Only the numbers hang together: no hash here is of anything. */
export class SampleMiners {
  options: SampleOptions;
  total: number;
  duplicates = 0;
  miners: Miner[] = [];
  readonly latest: Coin[] = [];
  readonly seconds = new Map<number, number>();
  #owed = 0;

  constructor(options: SampleOptions) {
    this.options = options;
    this.total = options.startTotal;
    const now = Date.now();
    this.scale(options.miners, now);
    this.miners.forEach((miner, i) => {
      miner.since = i === 0 ? now - 1_260_000 : now - 70_000 + i * 700;
    });
    if (options.startTotal > 0) this.#past(Math.floor(now / 1000));
  }

  /** As `docker service scale`: miners come and go at the end of the list. */
  scale(count: number, now = Date.now()): void {
    while (this.miners.length > count) this.miners.pop();
    while (this.miners.length < count) {
      const i = this.miners.length;
      this.miners.push({
        id: randomBytes(6).toString('hex'),
        task: `devcoin_miner.${i + 1}`,
        node: `node${((i + 1) % this.options.nodes) + 1}`,
        coins: 0,
        duplicates: 0,
        rate: 0,
        hashRate: 700_000,
        since: now,
        claimMode: this.options.claimMode,
        difficultyBits: BITS,
      });
    }
  }

  /** The coins of some milliseconds that went by. */
  dig(ms: number, now = Date.now()): Coin[] {
    const share = this.miners.length / Math.max(1, this.options.miners);
    if (this.miners.length === 0) return [];
    this.#owed += ((this.options.coinsPerSecond * share * ms) / 1000) * (0.8 + 0.4 * Math.random());
    const coins = Array.from({ length: Math.floor(this.#owed) }, (_, i) => this.#coin(now - i));
    this.#owed -= coins.length;
    this.seconds.set(Math.floor(now / 1000), (this.seconds.get(Math.floor(now / 1000)) ?? 0) + coins.length);
    return coins.reverse();
  }

  /** The answer to `GET /`, as one of several replicas of the API would give it. */
  summary(replica: number): Summary {
    const each = this.options.coinsPerSecond / Math.max(1, this.options.miners);
    return {
      total: this.total,
      duplicates: this.duplicates,
      rate: each * this.miners.length * (0.97 + 0.06 * Math.random()),
      miners: this.miners.map((miner) => ({ ...miner, rate: each * (0.97 + 0.06 * Math.random()) })),
      difficultyBits: this.miners.length > 0 ? BITS : null,
      claimMode: this.miners.length > 0 ? this.options.claimMode : null,
      redis: { ms: 1.6 + Math.random() },
      proxy: '4f1b7c2d9e03',
      servedBy: { host: `sample-${replica}`, task: `devcoin_api.${replica}`, node: `node${replica}`, version: '1.0' },
      at: Date.now(),
    };
  }

  #coin(at: number): Coin {
    const miner = this.miners[Math.floor(Math.random() * this.miners.length)] as Miner;
    this.total += 1;
    miner.coins += 1;
    if (this.options.claimMode === 'naive' && Math.random() < 1 - 1 / this.miners.length) {
      this.duplicates += 1;
      miner.duplicates += 1;
    }
    const job = this.total;
    const rest = createHash('sha256').update(String(job)).digest('hex').slice(4);
    const { id, task, node } = miner;
    const coin = { id: `${at}-${job}`, job, nonce: job * 7919, hash: `0000${rest}`, miner: id, task, node, at, ms: 95 };
    this.latest.unshift(coin);
    this.latest.length = Math.min(this.latest.length, 200);
    return coin;
  }

  /** An hour in which one miner worked alone until a minute ago. */
  #past(now: number): void {
    const each = this.options.coinsPerSecond / Math.max(1, this.options.miners);
    for (let at = now - PAST_SECONDS; at < now; at++) {
      const working = at < now - 68 ? Math.min(1, this.miners.length) : this.miners.length;
      this.seconds.set(at, Math.round(each * working * (0.85 + 0.3 * Math.random())));
    }
    for (let i = 20; i > 0; i--) this.#coin(now * 1000 - i * 90);
    this.miners.forEach((miner, i) => {
      miner.coins = Math.round(this.options.startTotal * (i === 0 ? 0.9 : 0.1 / this.miners.length));
    });
  }
}
