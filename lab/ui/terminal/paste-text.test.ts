import { describe, expect, test } from 'vitest';
import { cleanPaste, countLines, isAskedAbout, withoutLastEnd } from './paste-text.ts';

describe('a paste', () => {
  test('has ends of lines of one kind', () => {
    expect(cleanPaste('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });

  test('loses what would press keys, and keeps tabs and all letters', () => {
    expect(cleanPaste('echo\x1b[201~ x\x03\x7f\u009b\t ä漢')).toBe('echo[201~ x\t ä漢');
  });

  test('can lose the ends of line at its end, so that nothing runs by itself', () => {
    expect(['a', 'a\n', 'a\nb\n\n', '\n'].map(withoutLastEnd)).toEqual(['a', 'a', 'a\nb', '']);
  });

  test('counts its lines without the end of the last', () => {
    expect(['', 'a', 'a\n', 'a\nb', 'a\n\n'].map(countLines)).toEqual([1, 1, 1, 2, 2]);
  });

  test('of two lines is asked about where each runs at once, and of twelve where the shell waits', () => {
    const lines = (count: number) => 'x\n'.repeat(count);
    expect(isAskedAbout(lines(1), false)).toBe(false);
    expect(isAskedAbout(lines(2), false)).toBe(true);
    expect(isAskedAbout(lines(11), true)).toBe(false);
    expect(isAskedAbout(lines(12), true)).toBe(true);
  });
});
