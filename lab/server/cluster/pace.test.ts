import { describe, expect, test } from 'vitest';
import { FULL_ALLOWANCE, spend, tasksEveryMs, waitMs } from './pace.ts';

describe('the pace of reading tasks', () => {
  test('is fast while something heard is not recorded yet', () => {
    expect(tasksEveryMs({ isHot: true, isMoving: false, stirredAt: 0 }, 1100)).toBeLessThanOrEqual(100);
  });

  test('is once a second when all is still', () => {
    expect(tasksEveryMs({ isHot: false, isMoving: false, stirredAt: 1000 }, 1400)).toBe(1000);
  });

  test('becomes slower the longer a task is on its way without news', () => {
    const after = (ms: number) => tasksEveryMs({ isHot: false, isMoving: true, stirredAt: 0 }, ms);
    expect(after(300)).toBeLessThan(200);
    expect(after(1500)).toBeGreaterThan(after(300));
    expect(after(60_000)).toBe(1000);
  });
});

describe('the allowance of reads', () => {
  test('lets a burst through and then a few a second', () => {
    let allowance = FULL_ALLOWANCE;
    let now = 1_000_000;
    let reads = 0;
    const inMinute = (until: number): number => {
      const before = reads;
      for (; now < until; now += 10) read();
      return reads - before;
    };
    const read = () => {
      if (waitMs(allowance, now) > 0) return;
      allowance = spend(allowance, now);
      reads++;
    };
    expect(inMinute(1_060_000)).toBeGreaterThan(60 * 9);
    const second = inMinute(1_120_000);
    expect(second).toBeGreaterThan(60 * 5);
    expect(second).toBeLessThan(60 * 7);
  });

  test('comes back after a rest', () => {
    let allowance = FULL_ALLOWANCE;
    for (let i = 0; i < 1000; i++) allowance = spend(allowance, 5_000_000);
    expect(waitMs(allowance, 5_000_000)).toBeGreaterThan(0);
    expect(waitMs(allowance, 5_000_000 + waitMs(allowance, 5_000_000))).toBe(0);
  });
});
