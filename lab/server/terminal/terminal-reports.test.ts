import { describe, expect, test } from 'vitest';
import { isTerminalReport } from './terminal-reports.ts';

describe('what a terminal emulator sends by itself', () => {
  test.each([
    '\x1b[?1;2c',
    '\x1b[>0;276;0c',
    '\x1b[12;40R',
    '\x1b[0n',
    '\x1b[?2026;2$y',
    '\x1b[I',
    '\x1b[O',
    '\x1b]11;rgb:0d0d/1111/1717\x1b\\',
    '\x1b]10;rgb:ffff/ffff/ffff\x07',
    '\x1bP1$r0m\x1b\\',
    '\x1b[?1;2c\x1b[0n',
  ])('is told from keys: %j', (text) => {
    expect(isTerminalReport(Buffer.from(text))).toBe(true);
  });

  test.each([
    'a',
    '\x1b',
    '\x1b[A',
    '\x1bOA',
    '\x1b[1;5C',
    '\x1b[15~',
    '\x1b[200~x\x1b[201~',
    '\x1b[<0;3;4M',
    '\x03',
    '',
  ])('is not a key or a paste: %j', (text) => {
    expect(isTerminalReport(Buffer.from(text))).toBe(false);
  });
});
