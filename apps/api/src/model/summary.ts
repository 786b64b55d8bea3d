import type { ServedBy } from '../config.ts';
import { toNumber } from './coin.ts';
import { RATE_SECONDS } from './miner-rates.ts';

export type ClaimMode = 'queue' | 'naive';

/** What is known of one miner. */
export interface Miner {
  readonly id: string;
  readonly task: string;
  readonly node: string | null;
  readonly coins: number;
  readonly duplicates: number;
  readonly rate: number;
  readonly hashRate: number;
  readonly since: number;
  readonly claimMode: ClaimMode;
  readonly difficultyBits: number;
}

/** All numbers at a glance. */
export interface Summary {
  readonly total: number;
  readonly duplicates: number;
  readonly rate: number;
  readonly miners: readonly Miner[];
  readonly difficultyBits: number | null;
  readonly claimMode: ClaimMode | 'mixed' | null;
  readonly redis: { readonly ms: number };
  readonly servedBy: ServedBy;
  readonly at: number;
  /** The proxy the request came through: the one thing that differs between requests at the same instant. */
  readonly proxy: string | null;
}

/** What Redis answered to the questions of a summary. */
export interface SummaryReplies {
  readonly total: string | null;
  readonly duplicates: string | null;
  /** Of the last whole seconds. */
  readonly seconds: readonly (string | null)[];
  /** Hashes of the miners seen lately; empty where one has run out meanwhile. */
  readonly miners: readonly Readonly<Record<string, string>>[];
  readonly rateOf: (miner: string) => number;
  readonly pingMs: number;
  readonly now: number;
}

/** Makes a summary of what Redis answered. */
export function toSummary(replies: SummaryReplies, servedBy: ServedBy): Omit<Summary, 'proxy'> {
  const miners = replies.miners
    .filter((hash) => hash.id)
    .map((hash) => toMiner(hash, replies.rateOf))
    .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  const modes = new Set(miners.map((miner) => miner.claimMode));
  const [mode = null] = modes;
  return {
    total: toNumber(replies.total),
    duplicates: toNumber(replies.duplicates),
    rate: replies.seconds.reduce((sum, count) => sum + toNumber(count), 0) / RATE_SECONDS,
    miners,
    difficultyBits: miners.length > 0 ? Math.max(...miners.map((miner) => miner.difficultyBits)) : null,
    claimMode: modes.size > 1 ? 'mixed' : mode,
    redis: { ms: Math.round(replies.pingMs * 100) / 100 },
    servedBy,
    at: replies.now,
  };
}

function toMiner(hash: Readonly<Record<string, string>>, rateOf: (miner: string) => number): Miner {
  const id = hash.id ?? '';
  return {
    id,
    task: hash.task || id,
    node: hash.node || null,
    coins: toNumber(hash.coins),
    duplicates: toNumber(hash.duplicates),
    rate: rateOf(id),
    hashRate: toNumber(hash.hashRate),
    since: toNumber(hash.since),
    claimMode: hash.claimMode === 'naive' ? 'naive' : 'queue',
    difficultyBits: toNumber(hash.difficultyBits),
  };
}
