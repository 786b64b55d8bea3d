import { expect, it } from 'vitest';
import { isGivenUp } from './given-up.ts';

const at = (second: number): string => new Date(second * 1000).toISOString();
const NEVER = '0001-01-01T00:00:00Z';
const maker = (running: boolean, createdAt: number, finishedAt = NEVER) => ({
  Created: at(createdAt),
  State: { Running: running, FinishedAt: finishedAt },
});

it.each([
  ['it runs since a minute', maker(true, 0), 60, false],
  ['it runs since six minutes', maker(true, 0), 360, true],
  ['it was just made', maker(false, 0), 5, false],
  ['it was made a while ago and never started', maker(false, 0), 11, true],
  ['it ended a moment ago', maker(false, 0, at(100)), 105, false],
  ['it ended a while ago and nobody took it away', maker(false, 0, at(100)), 111, true],
] as const)('tells by its maker whether a lab is gone: %s', (_, state, now, givenUp) => {
  expect(isGivenUp(state, now * 1000)).toBe(givenUp);
});
