import type { Coin, Miner, Summary } from './api-types.ts';

/** A miner for tests. */
export function miner(of: Partial<Miner> = {}): Miner {
  const known = { id: 'f3a91c7d20b4', task: 'devcoin_miner.1', node: 'node2', coins: 10, duplicates: 0 };
  return { ...known, rate: 10, hashRate: 20_000, since: 1000, claimMode: 'queue', difficultyBits: 12, ...of };
}

/** A coin for tests. */
export function coin(of: Partial<Coin> = {}): Coin {
  const found = { id: '1-0', job: 1, nonce: 5, hash: `000${'a'.repeat(61)}`, at: 1_000_000, ms: 90 };
  return { ...found, miner: 'f3a91c7d20b4', task: 'devcoin_miner.1', node: 'node2', ...of };
}

/** A summary for tests. */
export function summary(of: Partial<Summary> = {}): Summary {
  return {
    total: 100,
    duplicates: 0,
    rate: 10,
    miners: [miner()],
    difficultyBits: 12,
    claimMode: 'queue',
    redis: { ms: 1.2 },
    proxy: 'proxy',
    servedBy: { host: 'a1', task: 'devcoin_api.1', node: 'node1' },
    at: 1_000_000,
    ...of,
  };
}
