import { cached } from './cached.ts';
import type { ServedBy } from './config.ts';
import { type Coin, toCoin, toNumber } from './model/coin.ts';
import { type History, SPANS, type Span, secondsOf, shortHistory, wholeHistory } from './model/history.ts';
import { MinerRates, rateSeconds } from './model/miner-rates.ts';
import { type Summary, type SummaryReplies, toSummary } from './model/summary.ts';
import type { Door } from './redis/door.ts';
import { KEYS } from './redis/keys.ts';

/** Makes the text of a summary, all of which but the proxy is the same for all who ask at an instant. */
export type SummaryText = (proxy: string | null) => string;

/** Coins, newest first, and how many there are in all. */
export interface CoinsAndTotal {
  readonly total: number;
  readonly coins: readonly Coin[];
}

/** All that can be read about the coins. */
export interface Numbers {
  summary(): Promise<SummaryText>;
  /** The same numbers, not as text. */
  current(): Promise<Omit<Summary, 'proxy'>>;
  history(span: Span): Promise<History>;
  latestCoins(limit: number): Promise<Coin[]>;
  /** The coins after one and up to another, the latest `limit` of them. */
  coinsBetween(after: string, upTo: string, limit: number): Promise<CoinsAndTotal>;
  /** Fails when Redis does not answer. */
  ping(): Promise<void>;
}

/** How old a summary may be. */
const SUMMARY_MS = 200;
const HISTORY_MS = 500;
/** A miner that has not been seen for so long has gone. */
const MINER_SEEN_MS = 5000;

/** Reads the numbers from Redis. */
export function createNumbers(door: Door, servedBy: ServedBy): Numbers {
  const rates = new MinerRates();

  const readSummary = cached(SUMMARY_MS, async () => {
    const summary = toSummary(await askForSummary(door, rates), servedBy);
    const text = JSON.stringify(summary).slice(0, -1);
    const textFor: SummaryText = (proxy) => `${text},"proxy":${JSON.stringify(proxy)}}`;
    return { summary, textFor };
  });

  const histories = new Map(SPANS.map((span) => [span, cached(HISTORY_MS, () => readHistory(door, span))]));

  return {
    async summary() {
      // What was read a moment ago is no answer when Redis has gone since.
      if (door.away) throw door.away;
      return (await readSummary()).textFor;
    },
    async current() {
      if (door.away) throw door.away;
      return (await readSummary()).summary;
    },
    async history(span) {
      if (door.away) throw door.away;
      return histories.get(span)?.() ?? readHistory(door, span);
    },
    async latestCoins(limit) {
      const entries = await door.ask((redis) => redis.xrevrange(KEYS.coins, '+', '-', 'COUNT', limit));
      return entries.map(toCoin);
    },
    async coinsBetween(after, upTo, limit) {
      const [entries, total] = await door.ask((redis) =>
        Promise.all([redis.xrevrange(KEYS.coins, upTo, `(${after}`, 'COUNT', limit), redis.get(KEYS.total)]),
      );
      return { total: toNumber(total), coins: entries.map(toCoin) };
    },
    async ping() {
      await door.ask((redis) => redis.ping());
    },
  };
}

/** Asks all that a summary needs. Redis' clock counts, as it does for what the miners write. */
async function askForSummary(door: Door, rates: MinerRates): Promise<SummaryReplies> {
  const { now, pingMs } = await door.ask(async (redis) => {
    const start = performance.now();
    await redis.ping();
    const ms = performance.now() - start;
    return { now: toMilliseconds(await redis.time()), pingMs: ms };
  });
  const [total, duplicates, seconds, ids, entries] = await door.ask((redis) =>
    Promise.all([
      redis.get(KEYS.total),
      redis.get(KEYS.duplicates),
      redis.mget(rateSeconds(now).map(KEYS.second)),
      redis.zrangebyscore(KEYS.miners, now - MINER_SEEN_MS, '+inf'),
      redis.xrange(KEYS.coins, rates.startAt(now), '+'),
    ]),
  );
  rates.add(entries, now);
  const miners = await door.ask((redis) => Promise.all(ids.map((id) => redis.hgetall(KEYS.miner(id)))));
  return { total, duplicates, seconds, miners, rateOf: (miner) => rates.of(miner, now), pingMs, now };
}

async function readHistory(door: Door, span: Span): Promise<History> {
  const now = await door.ask(async (redis) => toMilliseconds(await redis.time()));
  if (span === 'all') return wholeHistory(await door.ask((redis) => redis.hgetall(KEYS.minutes)), now);
  const seconds = secondsOf(span, now);
  return shortHistory(span, seconds, await door.ask((redis) => redis.mget(seconds.map(KEYS.second))));
}

/** Redis tells the time as seconds and microseconds. */
function toMilliseconds([seconds, micros]: readonly (string | number)[]): number {
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
