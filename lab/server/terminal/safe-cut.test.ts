import { describe, expect, test } from 'vitest';
import { safeCut } from './safe-cut.ts';

describe('the place to cut output at', () => {
  test.each([
    ['plain text', 'abc\r\n', ''],
    ['a whole colour', 'a\x1b[31m', ''],
    ['text behind a colour', 'a\x1b[31mred', ''],
    ['half a colour', 'a', '\x1b[31'],
    ['an escape alone', 'a', '\x1b'],
    ['half a title', 'a', '\x1b]0;tit'],
    ['a title that ends with a bell', 'a\x1b]0;title\x07b', ''],
    ['a title that ends with a string terminator', 'a\x1b]0;title\x1b\\', ''],
    ['a title with half a string terminator', 'a', '\x1b]0;title\x1b'],
    ['a title and an escape alone', 'a\x1b]0;title\x07', '\x1b'],
    ['half a device string', 'a', '\x1bP1$r0m'],
    ['a cancelled sequence', 'a\x1b[31\x18', ''],
    ['a character set', 'a\x1b(B', ''],
    ['half a character set', 'a', '\x1b('],
    ['a short sequence', 'a\x1bM', ''],
    ['half a private mode', 'a', '\x1b[?104'],
  ])('after %s', (_name, before, rest) => {
    const bytes = Buffer.from(before + rest);
    expect(bytes.subarray(0, safeCut(bytes)).toString()).toBe(before);
  });

  test.each(['é', '漢', '\u{1F433}'])('is before a character that lacks bytes: %s', (character) => {
    const bytes = Buffer.from(`a${character}`);
    for (let length = 2; length < bytes.length; length++) expect(safeCut(bytes.subarray(0, length))).toBe(1);
    expect(safeCut(bytes)).toBe(bytes.length);
  });

  test('is the end where bytes are no UTF-8 at all', () => {
    expect(safeCut(Buffer.from([0x61, 0xff]))).toBe(2);
    expect(safeCut(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(4);
  });

  test('does not wait for ever for a string that never ends', () => {
    const bytes = Buffer.concat([Buffer.from('\x1bP'), Buffer.alloc(100_000, 'x')]);
    expect(safeCut(bytes)).toBe(bytes.length);
  });
});
