import { beforeEach, describe, expect, test } from 'vitest';
import { OutputBatcher } from './output-batcher.ts';
import { HandClock } from './terminal.fixtures.ts';

describe('output', () => {
  let clock: HandClock;
  let frames: number[];
  let batcher: OutputBatcher;
  beforeEach(() => {
    clock = new HandClock();
    frames = [];
    batcher = new OutputBatcher(clock, (frame) => frames.push(frame.length));
  });

  test('that is little goes at once', () => {
    for (let n = 0; n < 20; n++) batcher.data(Buffer.alloc(100));
    expect(frames).toEqual(Array(20).fill(100));
  });

  test('beyond 2 KB in 4 ms waits for the end of them, as one frame', () => {
    batcher.data(Buffer.alloc(1500));
    batcher.data(Buffer.alloc(1500));
    batcher.data(Buffer.alloc(10));
    expect(frames).toEqual([1500]);
    clock.move(4);
    expect(frames).toEqual([1500, 1510]);
  });

  test('that is little stays behind what waits', () => {
    batcher.data(Buffer.from('x'.repeat(3000)));
    clock.move(3);
    batcher.data(Buffer.from('y'));
    expect(frames).toEqual([]);
    clock.move(1);
    expect(frames).toEqual([3001]);
  });

  test('goes when 64 KB are together', () => {
    for (let n = 0; n < 20; n++) batcher.data(Buffer.alloc(4096));
    expect(frames).toEqual([65536]);
  });

  test('is not held back for 20 ms after somebody typed', () => {
    batcher.input();
    batcher.data(Buffer.alloc(5000));
    clock.move(19);
    batcher.data(Buffer.alloc(5000));
    clock.move(1);
    batcher.data(Buffer.alloc(5000));
    expect(frames).toEqual([5000, 5000]);
  });

  test('keeps its bytes and their order', () => {
    const sent: Uint8Array[] = [];
    const whole = new OutputBatcher(clock, (frame) => sent.push(frame));
    const pieces = Array.from({ length: 300 }, (_, n) => Buffer.from(`${n} `.repeat(n)));
    for (const piece of pieces) {
      whole.data(piece);
      clock.move(1);
    }
    whole.flush();
    expect(Buffer.concat(sent).equals(Buffer.concat(pieces))).toBe(true);
    expect(clock.waiting).toBe(0);
  });
});
