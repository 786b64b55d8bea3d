import type { Coin } from '../connection/api-types.ts';

const KEPT = 20;

/** The newest coins, newest first, each once; `coins` may come in any order and again. */
export function addCoins(latest: readonly Coin[], coins: readonly Coin[]): readonly Coin[] {
  const byId = new Map([...latest, ...coins.slice(-KEPT * 10)].map((coin) => [coin.id, coin]));
  return [...byId.values()].sort((a, b) => b.at - a.at || b.job - a.job).slice(0, KEPT);
}
