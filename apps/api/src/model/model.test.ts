import { expect, it } from 'vitest';
import { isAfter, type StreamEntry, toCoin } from './coin.ts';
import { secondsOf, shortHistory, wholeHistory } from './history.ts';
import { MinerRates, rateSeconds } from './miner-rates.ts';
import { type SummaryReplies, toSummary } from './summary.ts';

const NOW = 1_767_225_607_500;
const servedBy = { host: 'h', task: 't', node: null, version: null };
const miner = (id: string, more: Record<string, string> = {}): Record<string, string> => ({
  ...{ id, node: 'node1', task: `devcoin_miner.${id}`, coins: '7', duplicates: '2', hashRate: '19876.5' },
  ...{ configuredHashRate: '20000', difficultyBits: '12', claimMode: 'queue', since: '1000', lastSeen: `${NOW}` },
  ...more,
});
const replies: SummaryReplies = {
  ...{ total: null, duplicates: null, seconds: Array(10).fill(null), miners: [] },
  ...{ rateOf: () => 0.5, pingMs: 0.12345, now: NOW },
};
const entry = (id: string, miner = 'a'): StreamEntry => [id, ['job', '5', 'miner', miner]];

it('an empty Redis has no coins and no miners', () => {
  expect(toSummary(replies, servedBy)).toEqual({
    ...{ total: 0, duplicates: 0, rate: 0, miners: [], difficultyBits: null, claimMode: null },
    ...{ redis: { ms: 0.12 }, servedBy, at: NOW },
  });
});

it('the rate is over ten seconds', () => {
  expect(toSummary({ ...replies, seconds: ['3', null, '4', ...Array(7).fill(null)] }, servedBy).rate).toBe(0.7);
});

it('miners come oldest first, and one whose hash has run out is left out', () => {
  const summary = toSummary(
    { ...replies, miners: [miner('b', { since: '2000' }), {}, miner('a', { node: '' })] },
    servedBy,
  );
  expect(summary.miners.map(({ id, node, rate }) => ({ id, node, rate }))).toEqual([
    { id: 'a', node: null, rate: 0.5 },
    { id: 'b', node: 'node1', rate: 0.5 },
  ]);
  expect(summary.miners[1]).toEqual({
    ...{ id: 'b', task: 'devcoin_miner.b', node: 'node1', coins: 7, duplicates: 2, rate: 0.5, hashRate: 19876.5 },
    ...{ since: 2000, claimMode: 'queue', difficultyBits: 12 },
  });
});

it('miners that differ: the highest difficulty, and a mixed claim mode', () => {
  const both = [miner('a', { difficultyBits: '14' }), miner('b', { claimMode: 'naive' })];
  expect(toSummary({ ...replies, miners: both }, servedBy)).toMatchObject({ difficultyBits: 14, claimMode: 'mixed' });
  expect(toSummary({ ...replies, miners: both.slice(1) }, servedBy).claimMode).toBe('naive');
});

it('makes a coin of an entry, in whatever order its fields are', () => {
  const fields = [
    'ms',
    '250',
    'task',
    'devcoin_miner.1',
    'node',
    '',
    'miner',
    'a',
    'hash',
    '00f',
    'nonce',
    '99',
    'job',
    '5',
  ];
  expect(toCoin(['1767225600123-2', fields])).toEqual({
    ...{ id: '1767225600123-2', job: 5, nonce: 99, hash: '00f', miner: 'a', task: 'devcoin_miner.1' },
    ...{ node: null, at: 1_767_225_600_123, ms: 250 },
  });
});

it('orders ids as numbers, not as text', () => {
  expect([isAfter('10-0', '9-0'), isAfter('9-10', '9-9'), isAfter('9-9', '9-9'), isAfter('9-9', '10-0')]).toEqual([
    ...[true, true, false, false],
  ]);
});

it('rates count whole seconds only, and forget', () => {
  const rates = new MinerRates();
  expect(rates.startAt(NOW)).toBe('1767225597000');
  rates.add(
    [entry('1767225597000-0'), entry('1767225606999-0'), entry('1767225606999-1', 'b'), entry('1767225607100-0')],
    NOW,
  );
  expect([rates.of('a', NOW), rates.of('b', NOW), rates.of('c', NOW)]).toEqual([0.2, 0.1, 0]);
  expect(rates.startAt(NOW + 200)).toBe('(1767225607100-0');
  rates.add([], NOW + 1000);
  expect(rates.of('a', NOW + 1000)).toBe(0.2);
  expect(rates.startAt(NOW + 20_000)).toBe('1767225617000');
});

it('rates begin anew when the clock of Redis has gone back', () => {
  const rates = new MinerRates();
  rates.add([entry('1767225606999-0')], NOW);
  expect(rates.startAt(NOW - 5000)).toBe('1767225592000');
  expect(rates.of('a', NOW)).toBe(0);
});

it('a rate is of the ten seconds before this one', () => {
  expect([rateSeconds(NOW)[0], rateSeconds(NOW).at(-1)]).toEqual([1_767_225_597, 1_767_225_606]);
});

it('two minutes have 120 steps without gaps and without the second that is not over', () => {
  const seconds = secondsOf('2m', NOW);
  const counts = seconds.map((second) => (second === 1_767_225_606 ? '4' : null));
  const { stepSeconds, points } = shortHistory('2m', seconds, counts);
  expect([stepSeconds, points.length, points[0]?.at]).toEqual([1, 120, 1_767_225_487]);
  expect(points.slice(-2)).toEqual([
    { at: 1_767_225_605, coins: 0 },
    { at: 1_767_225_606, coins: 4 },
  ]);
});

it('a quarter of an hour has steps of 5 s that begin at whole ones', () => {
  const seconds = secondsOf('15m', NOW);
  const { stepSeconds, points } = shortHistory(
    '15m',
    seconds,
    seconds.map(() => '2'),
  );
  expect([stepSeconds, points.length, seconds.length]).toEqual([5, 180, 900]);
  expect(points.at(-1)).toEqual({ at: 1_767_225_600, coins: 10 });
});

it('all begins with the first coin, has no gaps, and is a week at most', () => {
  const minute = Math.floor(NOW / 60_000);
  const history = wholeHistory({ [minute]: '9', [minute - 1]: '3', [minute - 3]: '5' }, NOW);
  expect(history.points).toEqual([
    { at: (minute - 3) * 60, coins: 5 },
    { at: (minute - 2) * 60, coins: 0 },
    { at: (minute - 1) * 60, coins: 3 },
  ]);
  expect(wholeHistory({}, NOW)).toEqual({ stepSeconds: 60, points: [] });
  expect(wholeHistory({ 5: '1' }, NOW).points).toHaveLength(7 * 24 * 60);
});
