import { expect, test } from 'vitest';
import { copiedWords, MOST_COPIED_BYTES, readClipboardRequest } from './clipboard-request.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test('a program may set the clipboard', () => {
  expect(readClipboardRequest(`c;${base64('docker ps')}`)).toBe('docker ps');
  expect(readClipboardRequest(`;${base64('é 漢 👍🏽\n')}`)).toBe('é 漢 👍🏽\n');
  expect(readClipboardRequest(`pc;${base64('both')}`)).toBe('both');
});

test('it may not ask what is there, nor set another one, nor send what is no text', () => {
  for (const data of [
    'c;?',
    'c;',
    'p;YQ==',
    'c',
    '',
    'c;not base64',
    'c;!!!!',
    `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`,
  ])
    expect(readClipboardRequest(data)).toBeUndefined();
});

test('it may not set more than the limit', () => {
  expect(readClipboardRequest(`c;${base64('x'.repeat(MOST_COPIED_BYTES))}`)).toHaveLength(MOST_COPIED_BYTES);
  expect(readClipboardRequest(`c;${base64('x'.repeat(MOST_COPIED_BYTES + 4))}`)).toBeUndefined();
});

test('the learner is told', () => {
  expect(copiedWords('node1', 'x'.repeat(120))).toBe('node1 copied 120 characters.');
  expect(copiedWords('node2', '👍')).toBe('node2 copied 1 character.');
});
