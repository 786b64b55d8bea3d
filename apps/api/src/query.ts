import { isStreamId } from './model/coin.ts';
import { SPANS, type Span } from './model/history.ts';
import { Problem } from './problem.ts';

/** The most coins one answer has. */
export const MAX_COINS = 200;

/** The value of `limit`: how many coins. */
export function readLimit(given: unknown): number {
  if (given === undefined) return 20;
  const limit = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= MAX_COINS) return limit;
  throw badValue('limit', given, `a whole number from 1 to ${MAX_COINS}`);
}

/** The value of `span`: how much history. */
export function readSpan(given: unknown): Span {
  if (given === undefined) return '2m';
  const span = SPANS.find((known) => known === given);
  if (span) return span;
  throw badValue('span', given, `one of ${SPANS.join(', ')}`);
}

/** The header by which a browser says which event it saw last. */
export function readLastEventId(given: string | undefined): string | undefined {
  if (!given || isStreamId(given)) return given || undefined;
  throw badValue('Last-Event-ID', given, 'the id of an earlier event, such as 1767225600000-0');
}

function badValue(parameter: string, given: unknown, allowed: string): Problem {
  const detail = `${parameter} is ${JSON.stringify(given)}, but must be ${allowed}.`;
  return new Problem(400, 'Bad request', detail, { parameter, allowed });
}
