import { describe, expect, test } from 'vitest';
import { FULL_ALLOWANCE, spend, tasksEveryMs, waitMs } from './pace.ts';

describe('the pace of reading tasks', () => {
  test('is fast right after something happened and while tasks move', () => {
    expect(tasksEveryMs({ isMoving: false, stirredAt: 1000 }, 1100)).toBeLessThanOrEqual(100);
    expect(tasksEveryMs({ isMoving: true, stirredAt: 1000 }, 2400)).toBeLessThanOrEqual(100);
  });

  test('is once a second when all is still', () => {
    expect(tasksEveryMs({ isMoving: false, stirredAt: 1000 }, 1400)).toBe(1000);
  });

  test('becomes slower the longer a task is on its way without news', () => {
    const after = (ms: number) => tasksEveryMs({ isMoving: true, stirredAt: 0 }, ms);
    expect(after(3000)).toBeGreaterThan(after(1000));
    expect(after(6000)).toBeGreaterThan(after(3000));
    expect(after(60_000)).toBe(1000);
  });
});

describe('the allowance of reads', () => {
  test('lets a burst through and then a few a second', () => {
    let allowance = FULL_ALLOWANCE;
    let now = 1_000_000;
    let reads = 0;
    for (; now < 1_060_000; now += 10) {
      if (waitMs(allowance, now) > 0) continue;
      allowance = spend(allowance, now);
      reads++;
    }
    expect(reads).toBeGreaterThan(60 * 4);
    expect(reads).toBeLessThan(60 * 6);
  });

  test('comes back after a rest', () => {
    let allowance = FULL_ALLOWANCE;
    for (let i = 0; i < 1000; i++) allowance = spend(allowance, 5_000_000);
    expect(waitMs(allowance, 5_000_000)).toBeGreaterThan(0);
    expect(waitMs(allowance, 5_000_000 + waitMs(allowance, 5_000_000))).toBe(0);
  });
});
