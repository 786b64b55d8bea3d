import { describe, expect, it } from 'vitest';
import { againstLimit, againstRatio, median, quantile } from './figure.ts';

describe('the figures of the bench', () => {
  it('take the middle value, and the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('take the 95th of a hundred values between its neighbours', () => {
    expect(
      quantile(
        Array.from({ length: 101 }, (_, i) => i),
        0.95,
      ),
    ).toBe(95);
  });

  it('take what never came for more than anything', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(median([1, never, never])).toBe(never);
    expect(median([1, 2, never])).toBe(2);
    expect(againstLimit({ name: 'n', unit: 'ms', ours: never, theirs: 1 }, 100).met).toBe(false);
    expect(againstLimit({ name: 'n', unit: 'ms', ours: 1, theirs: never }, 100)).toMatchObject({ met: true, ratio: 0 });
  });

  it('refuse to call nothing a figure', () => {
    expect(() => median([])).toThrow(/no values/);
  });

  it('miss a goal by a hair and meet it exactly', () => {
    const base = { name: 'n', unit: 'ms', ours: 55, theirs: 100 };
    expect(againstRatio(base, 0.55).met).toBe(true);
    expect(againstRatio({ ...base, ours: 55.1 }, 0.55).met).toBe(false);
    expect(againstLimit(base, 55).met).toBe(true);
    expect(againstLimit(base, 54).met).toBe(false);
  });
});
