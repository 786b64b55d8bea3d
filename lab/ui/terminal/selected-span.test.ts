import { expect, test } from 'vitest';
import { stretchTo, wordAt } from './selected-span.ts';

test('a long press takes the word under the finger', () => {
  const text = 'docker ps  --all';
  expect(wordAt(text, { column: 3, row: 7 })).toEqual({ column: 0, row: 7, length: 6 });
  expect(wordAt(text, { column: 15, row: 7 })).toEqual({ column: 11, row: 7, length: 5 });
  expect(wordAt(text, { column: 9, row: 7 })).toEqual({ column: 9, row: 7, length: 1 });
  expect(wordAt(text, { column: 40, row: 7 })).toEqual({ column: 40, row: 7, length: 1 });
});

test('the finger takes along what it moves over, both ways', () => {
  const word = { column: 11, row: 7, length: 5 };
  expect(stretchTo(word, { column: 13, row: 7 }, 80)).toEqual(word);
  expect(stretchTo(word, { column: 2, row: 8 }, 80)).toEqual({ column: 11, row: 7, length: 72 });
  expect(stretchTo(word, { column: 70, row: 6 }, 80)).toEqual({ column: 70, row: 6, length: 26 });
});
