import { expect, it } from 'vitest';
import { tableOf } from './table.ts';

it('the table says what never came, what it was compared to, and small values with two digits', () => {
  const base = { unit: 'ms', ratio: 0, goal: 'at most 50 ms' };
  const table = tableOf([
    { ...base, name: 'a', ours: 0.125, theirs: Number.POSITIVE_INFINITY, against: 'ttyd 1.7.7', met: true },
    { ...base, name: 'b', ours: 12.34, theirs: 1234.5, met: false },
  ]);
  expect(table.split('\n').slice(1)).toEqual([
    'a       0.13 ms  never (ttyd 1.7.7)  0.00   at most 50 ms  met',
    'b       12.3 ms  1235 ms             0.00   at most 50 ms  MISSED',
  ]);
});
