import { expect, it } from 'vitest';
import { readLastEventId, readLimit, readSpan } from './query.ts';

it('reads limits from 1 to 200, 20 when there is none', () => {
  expect([undefined, '1', '200'].map(readLimit)).toEqual([20, 1, 200]);
});

it.each(['abc', '', '0', '201', '-5', '1.5', '1e2', ['1', '2']])(
  'refuses the limit %j and says what is allowed',
  (limit) => {
    expect(() => readLimit(limit)).toThrow(
      expect.objectContaining({
        status: 400,
        message: `limit is ${JSON.stringify(limit)}, but must be a whole number from 1 to 200.`,
        more: { parameter: 'limit', allowed: 'a whole number from 1 to 200' },
      }),
    );
  },
);

it('reads spans, two minutes when there is none', () => {
  expect([undefined, '2m', '15m', 'all'].map(readSpan)).toEqual(['2m', '2m', '15m', 'all']);
});

it.each(['x', '', '3m', 'ALL'])('refuses the span %j', (span) => {
  expect(() => readSpan(span)).toThrow(`span is "${span}", but must be one of 2m, 15m, all.`);
});

it('reads the id of the last event', () => {
  expect(readLastEventId('1767225600000-3')).toBe('1767225600000-3');
  expect(readLastEventId(undefined)).toBeUndefined();
  expect(() => readLastEventId('yesterday')).toThrow('Last-Event-ID is "yesterday"');
});
