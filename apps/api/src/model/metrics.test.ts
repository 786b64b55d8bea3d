import { expect, it } from 'vitest';
import { toMetrics } from './metrics.ts';
import type { Miner } from './summary.ts';

const servedBy = { host: 'h', task: 'devcoin_api.1', node: 'node3', version: '2.0' };
const miner: Miner = {
  ...{ id: 'a', task: 'devcoin_miner.1', node: 'node2', coins: 7, duplicates: 0, rate: 0.5, hashRate: 19876.5 },
  ...{ since: 1000, claimMode: 'queue', difficultyBits: 12 },
};

/** The lines with values: what Prometheus keeps. */
const values = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('gives the numbers with what they belong to', () => {
  const text = toMetrics(servedBy, { total: 40, duplicates: 2, rate: 4.5, miners: [miner] });
  expect(values(text)).toEqual([
    'devcoin_api_info{version="2.0",node="node3"} 1',
    'devcoin_redis_up 1',
    'devcoin_coins_total 40',
    'devcoin_duplicates_total 2',
    'devcoin_coins_per_second 4.5',
    'devcoin_miners 1',
    'devcoin_miner_hashes_per_second{task="devcoin_miner.1",node="node2"} 19876.5',
  ]);
});

it('tells type and meaning of each, before its value', () => {
  const lines = toMetrics(servedBy, { total: 40, duplicates: 2, rate: 4.5, miners: [miner] }).split('\n');
  const at = lines.indexOf('devcoin_coins_total 40');
  expect(lines.slice(at - 2, at)).toEqual([
    '# HELP devcoin_coins_total Coins, each job counted once.',
    '# TYPE devcoin_coins_total counter',
  ]);
  expect(lines.at(-1)).toBe('');
});

it('has no numbers of a Redis that is away: 0 coins would be a lie', () => {
  expect(values(toMetrics({ ...servedBy, node: null, version: null }, null))).toEqual([
    'devcoin_api_info{version="",node=""} 1',
    'devcoin_redis_up 0',
  ]);
});

it('keeps a value with quotes in its place', () => {
  expect(toMetrics({ ...servedBy, version: 'a"b\\c' }, null)).toContain('version="a\\"b\\\\c"');
});
