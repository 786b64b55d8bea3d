import type { Redis } from 'ioredis';

/** Writes coins in one go, as a miner does with its script; returns their ids. */
export async function writeCoins(redis: Redis, jobs: readonly number[], miner = 'm1'): Promise<string[]> {
  const [seconds] = await redis.time();
  const second = Number(seconds);
  const writing = redis.multi();
  for (const job of jobs) {
    writing
      .incr('devcoin:total')
      .incr(`devcoin:second:${second}`)
      .hincrby('devcoin:minutes', `${Math.floor(second / 60)}`, 1)
      .xadd('devcoin:coins', 'MAXLEN', '~', 10_000, '*', ...fieldsOf(job, miner));
  }
  const replies = (await writing.exec()) ?? [];
  return replies.filter((_, i) => i % 4 === 3).map(([, id]) => String(id));
}

function fieldsOf(job: number, miner: string): string[] {
  const coin = {
    job: `${job}`,
    nonce: '42',
    hash: `000${job}`,
    miner,
    node: 'node1',
    task: `devcoin_${miner}`,
    ms: '7',
  };
  return Object.entries(coin).flat();
}

/** Reports a miner, as one does each second. */
export async function reportMiner(redis: Redis, id: string, more: Record<string, string> = {}): Promise<void> {
  const now = Date.now();
  const hash = {
    ...{ id, node: 'node1', task: `devcoin_${id}`, coins: '3', duplicates: '0', hashRate: '19000.5' },
    ...{ configuredHashRate: '20000', difficultyBits: '12', claimMode: 'queue', since: '1000', lastSeen: `${now}` },
    ...more,
  };
  await redis.multi().hset(`devcoin:miner:${id}`, hash).zadd('devcoin:miners', now, id).exec();
}
