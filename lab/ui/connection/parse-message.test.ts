import { expect, test } from 'vitest';
import { parseMessage } from './parse-message.ts';

test('a message of a known type with its fields is taken', () => {
  expect(parseMessage('{"type":"pages","count":2}')).toEqual({ type: 'pages', count: 2 });
});

test.each([
  ['no JSON', '{"type":'],
  ['a number', '7'],
  ['null', 'null'],
  ['a type of a newer server', '{"type":"fireworks"}'],
  ['a name every object has', '{"type":"constructor"}'],
  ['a known type without its fields', '{"type":"snapshot"}'],
])('%s is passed over', (_what, text) => {
  expect(parseMessage(text)).toBeUndefined();
});
