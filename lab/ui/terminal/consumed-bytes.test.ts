import { expect, test } from 'vitest';
import { TERMINAL_ACK_BYTES } from '../../contract/index.ts';
import { ConsumedBytes } from './consumed-bytes.ts';

test('what is shown is told every 32 KB, as a sum', () => {
  const consumed = new ConsumedBytes();
  const half = TERMINAL_ACK_BYTES / 2;
  const counts = [half, half, 10, half, half].map((bytes) => consumed.taken(bytes)());
  expect(counts).toEqual([undefined, 2 * half, undefined, undefined, 4 * half + 10]);
});

test('what was taken but is not yet shown does not count', () => {
  const consumed = new ConsumedBytes();
  const first = consumed.taken(TERMINAL_ACK_BYTES);
  const second = consumed.taken(TERMINAL_ACK_BYTES);
  expect(second()).toBe(TERMINAL_ACK_BYTES);
  expect(first()).toBe(2 * TERMINAL_ACK_BYTES);
});

test('what was under way before a new start counts no more', () => {
  const consumed = new ConsumedBytes();
  const old = consumed.taken(TERMINAL_ACK_BYTES);
  consumed.restart();
  expect(old()).toBeUndefined();
  expect(consumed.taken(TERMINAL_ACK_BYTES)()).toBe(TERMINAL_ACK_BYTES);
});
