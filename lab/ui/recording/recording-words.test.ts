import { expect, test } from 'vitest';
import { lengthWords, sizeWords } from './recording-words.ts';

test('lengths are shown as players do', () => {
  expect([0, 7.4, 59.6, 760, 3723].map(lengthWords)).toEqual(['0:00', '0:07', '1:00', '12:40', '1:02:03']);
});

test('sizes are short', () => {
  expect([0, 999, 14_200, 999_600, 2_440_000].map(sizeWords)).toEqual(['0 B', '999 B', '14 kB', '1.0 MB', '2.4 MB']);
});
