import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

/** Does what is due for some seconds, on a clock that goes on while hashing and while waiting. */
function run(rate: number, seconds: number, msPerHash = 0): number {
  let now = 0;
  const pacer = new Pacer(rate, () => now);
  while (now < seconds * 1000) {
    const due = Math.min(pacer.due(), 2000);
    pacer.spend(due);
    now += due === 0 ? pacer.wait() : due * msPerHash;
  }
  return pacer.done / seconds;
}

describe('the pacer', () => {
  it.each([1, 3, 10, 150, 1000, 20_000, 250_000])('keeps %i hashes a second within 5 %%', (rate) => {
    const measured = run(rate, 60, 0.001);
    expect(measured).toBeGreaterThan(rate * 0.95);
    expect(measured).toBeLessThan(rate * 1.05);
  });

  it('has no limit at rate 0', () => {
    expect(new Pacer(0).due()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is as fast as the machine when more is asked for', () => {
    expect(run(1_000_000, 10, 0.01)).toBeCloseTo(100_000, -3);
  });

  it('catches up with a second at the most', () => {
    let now = 0;
    const pacer = new Pacer(100, () => now);
    now = 60_000; // Redis was away.
    expect(pacer.due()).toBe(101);
    pacer.spend(101);
    expect(pacer.due()).toBe(0);
    expect(pacer.wait()).toBe(10);
  });
});
