import { expect, test } from 'vitest';
import { HandClock } from './terminal.fixtures.ts';
import { TokenBucket } from './token-bucket.ts';

function bucket() {
  const clock = new HandClock();
  return { clock, bucket: new TokenBucket({ burst: 3, perSecond: 2 }, () => clock.now()) };
}

test('a burst is let through, then as much as comes back with time', () => {
  const { clock, bucket: it } = bucket();
  expect([it.take(), it.take(2), it.take()]).toEqual([true, true, false]);
  clock.move(500);
  expect([it.take(), it.take()]).toEqual([true, false]);
});

test('what is refused costs nothing, and more than the burst never gathers', () => {
  const { clock, bucket: it } = bucket();
  expect([it.take(4), it.take(3)]).toEqual([false, true]);
  clock.move(3_600_000);
  expect([it.take(3), it.take()]).toEqual([true, false]);
});

test('a clock that is set back neither gives nor takes', () => {
  let now = 1000;
  const it = new TokenBucket({ burst: 1, perSecond: 1 }, () => now);
  expect(it.take()).toBe(true);
  now = 0;
  expect(it.take()).toBe(false);
  now = 1000;
  expect(it.take()).toBe(true);
});
