import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadAgain } from './load-again.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what fails once is loaded again', async () => {
  const load = vi.fn().mockRejectedValueOnce(new TypeError('network changed')).mockResolvedValue('the page');
  const loaded = loadAgain(load, [100, 100]);
  await vi.advanceTimersByTimeAsync(100);
  await expect(loaded).resolves.toBe('the page');
  expect(load).toHaveBeenCalledTimes(2);
});

test('what keeps failing fails, with the last reason', async () => {
  const load = vi.fn(async () => {
    throw new TypeError(`try ${load.mock.calls.length}`);
  });
  const loaded = loadAgain(load, [100, 100]).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await loaded).toBe('try 3');
});
