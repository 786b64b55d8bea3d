import { expect, it } from 'vitest';
import { type ConnectionFacts, connectionState, NO_FACTS } from './connection-state.ts';

const CASES: [string, Partial<ConnectionFacts>, string][] = [
  ['nothing is known yet', {}, 'loading'],
  ['the stream flows', { streaming: true, wasLive: true }, 'live'],
  ['the stream flows though another replica answered badly', { streaming: true, probe: 'redisAway' }, 'live'],
  ['the stream flows though a request failed', { streaming: true, probe: 'unreachable' }, 'live'],
  ['the stream said that Redis is lost', { streaming: true, redisLost: true, probe: 'answered' }, 'redisAway'],
  ['the API answers that Redis is away', { probe: 'redisAway', wasLive: true }, 'redisAway'],
  ['nobody answers', { probe: 'unreachable', wasLive: true }, 'apiAway'],
  ['nobody answered from the start', { probe: 'unreachable' }, 'apiAway'],
  ['the stream broke and the API answers', { probe: 'answered', wasLive: true }, 'reconnecting'],
];

it.each(CASES)('when %s', (_, facts, state) => {
  expect(connectionState({ ...NO_FACTS, ...facts })).toBe(state);
});
