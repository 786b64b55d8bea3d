import { describe, expect, test } from 'vitest';
import { OutputShares } from './output-shares.ts';
import { HandClock } from './terminal.fixtures.ts';

const READ_BYTES = 64 * 1024;
const MB = 1024 * 1024;

/** A shell that prints as fast as it is read, at most so much a second. */
class Printer {
  isSeen: boolean;
  isHeld = false;
  total = 0;
  readonly perMs: number;
  readonly share;
  constructor(shares: OutputShares, { isSeen = true, perSecond = 100 * MB } = {}) {
    this.isSeen = isSeen;
    this.perMs = perSecond / 1000;
    this.share = shares.join({
      isSeen: () => this.isSeen,
      hold: (on) => {
        this.isHeld = on;
      },
    });
  }

  /** A millisecond of reading, in pieces as a socket has them. */
  print(): void {
    for (let left = this.perMs; left > 0 && !this.isHeld; left -= READ_BYTES) {
      const bytes = Math.min(left, READ_BYTES);
      this.total += bytes;
      this.share.read(bytes);
    }
  }
}

function start() {
  const clock = new HandClock();
  const shares = new OutputShares(clock);
  const run = (ms: number, printers: readonly Printer[]) => {
    for (const printer of printers) printer.total = 0;
    for (let at = 0; at < ms; at++) {
      for (const printer of printers) printer.print();
      clock.move(1);
    }
    return printers.map((printer) => printer.total / MB / (ms / 1000));
  };
  return { clock, shares, run };
}

describe('what terminals may print', () => {
  test('one that is looked at alone has all there is', () => {
    const { shares, run } = start();
    expect(run(1000, [new Printer(shares)])).toEqual([expect.closeTo(100, 0)]);
  });

  test('one that nobody looks at is read slowly, and fast again when somebody comes', () => {
    const { shares, run } = start();
    const printer = new Printer(shares, { isSeen: false });
    run(1000, [printer]);
    expect(run(2000, [printer])[0]).toBeCloseTo(8, 0);
    printer.isSeen = true;
    run(100, [printer]);
    expect(run(1000, [printer])[0]).toBeCloseTo(100, 0);
  });

  test.each([2, 5, 40])('%i floods have equal shares of a bounded whole', (count) => {
    const { shares, run } = start();
    const printers = Array.from({ length: count }, () => new Printer(shares));
    run(1000, printers);
    const rates = run(4000, printers);
    const whole = rates.reduce((sum, rate) => sum + rate, 0);
    expect(whole).toBeGreaterThan(25);
    expect(whole).toBeLessThan(40);
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(1.5);
  });

  test('one that prints little is never held, whatever others do', () => {
    const { shares, run } = start();
    const floods = Array.from({ length: 10 }, () => new Printer(shares));
    const little = new Printer(shares, { perSecond: 200 * 1024 });
    run(1000, [...floods, little]);
    expect(run(3000, [...floods, little]).at(-1)).toBeCloseTo(200 / 1024, 2);
  });

  test('a file of a megabyte passes at once among floods', () => {
    const { shares, run } = start();
    const floods = Array.from({ length: 10 }, () => new Printer(shares));
    run(1000, floods);
    const file = new Printer(shares);
    file.share.read(MB - 1);
    expect(file.isHeld).toBe(false);
  });

  test('a key lets through what stands before its answer, once in a while', () => {
    const { clock, shares, run } = start();
    const floods = Array.from({ length: 20 }, () => new Printer(shares));
    run(2000, floods);
    const [flood] = floods;
    while (flood && !flood.isHeld) flood.share.read(READ_BYTES);
    flood?.share.typed();
    expect(flood?.isHeld).toBe(false);
    flood?.share.read(512 * 1024 + 1);
    expect(flood?.isHeld).toBe(true);
    flood?.share.typed();
    expect(flood?.isHeld).toBe(true);
    clock.move(250);
    flood?.share.typed();
    expect(flood?.isHeld).toBe(false);
  });

  test('when all is quiet nothing ticks, and who left does not count', () => {
    const { clock, shares, run } = start();
    const printers = [new Printer(shares), new Printer(shares)];
    run(1000, printers);
    printers[1]?.share.close();
    run(500, printers.slice(0, 1));
    expect(run(1000, printers.slice(0, 1))).toEqual([expect.closeTo(100, 0)]);
    clock.move(2000);
    expect(clock.waiting).toBe(0);
  });
});
