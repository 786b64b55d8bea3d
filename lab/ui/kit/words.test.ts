import { expect, test } from 'vitest';
import { countWord, countWordUpper, initials, minuteWords, plural, spanWords } from './words.ts';

test.each([
  [0, '0 s'],
  [400, '1 s'],
  [3_000, '3 s'],
  [59_800, '1 min'],
  [14 * 60_000, '14 min'],
  [102 * 60_000, '1 h 42'],
  [62 * 60_000, '1 h 02'],
  [2 * 60 * 60_000, '2 h'],
  [26 * 60 * 60_000, '1 day'],
  [-5, '0 s'],
])('%i ms is "%s"', (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

test('minutes of a course are hours from sixty on', () => {
  expect([25, 60, 220].map(minuteWords)).toEqual(['25 min', '1 h', '3 h 40']);
});

test('counts are words up to ten', () => {
  expect([0, 3, 10, 11].map(countWord)).toEqual(['no', 'three', 'ten', '11']);
  expect(countWordUpper(5)).toBe('Five');
  expect([plural(1, 'step'), plural(2, 'step')]).toEqual(['1 step', '2 steps']);
});

test.each([
  ['Marta Kowalczyk', 'MK'],
  ['  ada ', 'A'],
  ['Anna Maria de Souza', 'AS'],
  ['😀 smile', '😀S'],
  ['"Bo" (O’Neil)', 'BO'],
  ['', ''],
])('the badge of "%s" is "%s"', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
