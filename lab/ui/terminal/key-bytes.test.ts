import { expect, test } from 'vitest';
import { keyBytes } from './key-bytes.ts';

test('a key of the row sends what a keyboard would', () => {
  expect(['ArrowLeft', 'End'].map((key) => keyBytes(key, false))).toEqual(['\x1b[D', '\x1b[F']);
  expect(['ArrowLeft', 'End'].map((key) => keyBytes(key, true))).toEqual(['\x1bOD', '\x1bOF']);
  expect(['Escape', 'Tab', 'Ctrl+C', '|'].map((key) => keyBytes(key, true))).toEqual(['\x1b', '\t', '\x03', '|']);
});
