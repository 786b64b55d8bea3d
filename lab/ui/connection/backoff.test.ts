import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('waits grow to ten seconds and stay there', () => {
  const waits = [0, 1, 2, 3, 4, 5, 20].map((failures) => backoffMs(failures, () => 1));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('two pages that lost the line together come back at different moments', () => {
  expect(backoffMs(3, () => 0)).toBe(2000);
  expect(backoffMs(3, () => 0.5)).toBe(3000);
});
