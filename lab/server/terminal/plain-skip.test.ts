import { describe, expect, test } from 'vitest';
import { skippableBytes } from './plain-skip.ts';

const skipped = (text: string, lines: number) => {
  const bytes = Buffer.from(text);
  return bytes.subarray(0, skippableBytes(bytes, lines)).toString();
};

describe('what a screen need not see', () => {
  test('is all but the last lines and what is behind them', () => {
    expect(skipped('1\r\n2\r\n3\r\n4\r\n5', 2)).toBe('1\r\n2\r\n');
  });

  test('is nothing where there are too few lines', () => {
    expect(skipped('1\r\n2\r\n3', 2)).toBe('');
  });

  test('ends in front of anything but plain text', () => {
    expect(skipped('1\r\n2\r\n3\r\n4\r\n\x1b[31m5\r\n6\r\n7\r\n8\r\n', 2)).toBe('1\r\n2\r\n');
    for (const sign of ['\x0e', '\x0f', '\u009b1m', '\u0084'])
      expect(skipped(`${sign}1\r\n2\r\n3\r\n4\r\n`, 1)).toBe('');
  });

  test('takes letters beyond ASCII for text', () => {
    expect(skipped('ä\r\n«\u00a0\r\n漢\r\n\t\b\x07\r\n', 1)).toBe('ä\r\n«\u00a0\r\n漢\r\n');
  });

  test('ends behind a return only', () => {
    expect(skipped('1\r\n2\n3\r\n4\r\n', 2)).toBe('1\r\n');
  });
});
