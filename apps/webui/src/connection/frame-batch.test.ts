import { expect, it } from 'vitest';
import { createFrameBatch } from './frame-batch.ts';

/** Frames that come when the test says so. */
function framesByHand() {
  const waiting: (() => void)[] = [];
  return {
    asked: waiting,
    schedule: (callback: () => void) => void waiting.push(callback),
    paint: () => waiting.shift()?.(),
  };
}

it('hands over all that came within a frame at once and in order', () => {
  const frames = framesByHand();
  const flushed: (readonly number[])[] = [];
  const push = createFrameBatch<number>((items) => flushed.push(items), frames.schedule);
  for (let i = 0; i < 200; i++) push(i);
  expect(flushed).toEqual([]);
  expect(frames.asked).toHaveLength(1);
  frames.paint();
  expect(flushed).toEqual([Array.from({ length: 200 }, (_, i) => i)]);
});

it('asks for another frame for what comes after', () => {
  const frames = framesByHand();
  const flushed: (readonly string[])[] = [];
  const push = createFrameBatch<string>((items) => flushed.push(items), frames.schedule);
  push('a');
  frames.paint();
  push('b');
  push('c');
  frames.paint();
  expect(flushed).toEqual([['a'], ['b', 'c']]);
  expect(frames.asked).toEqual([]);
});
