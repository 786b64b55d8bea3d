import { expect, test } from 'vitest';
import { Flood } from './flood.ts';
import { HandClock } from './terminal.fixtures.ts';

test('output is a flood from 256 KB in a tenth of a second on, and for a moment after', () => {
  const clock = new HandClock();
  const flood = new Flood(clock);
  flood.note(255 * 1024);
  expect(flood.isOn).toBe(false);
  flood.note(1024);
  expect(flood.isOn).toBe(true);
  clock.move(299);
  expect(flood.isOn).toBe(true);
  clock.move(1);
  expect(flood.isOn).toBe(false);
});

test('output at a steady pace below that is none', () => {
  const clock = new HandClock();
  const flood = new Flood(clock);
  for (let n = 0; n < 100; n++) {
    flood.note(20 * 1024);
    clock.move(10);
    expect(flood.isOn).toBe(false);
  }
});
