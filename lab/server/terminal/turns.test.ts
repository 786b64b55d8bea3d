import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('one piece is done after the other, in the order they were asked for, and others come between', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const finish: (() => void)[] = [];
  for (const name of ['a', 'b', 'c']) {
    turns.take((done) => {
      seen.push(name);
      finish.push(done);
    });
  }
  expect(seen).toEqual(['a']);
  await nextRound();
  expect(seen).toEqual(['a']);
  finish[0]?.();
  expect(seen).toEqual(['a']);
  await nextRound();
  expect(seen).toEqual(['a', 'b']);
  finish[1]?.();
  await nextRound();
  finish[2]?.();
  await nextRound();
  turns.take((done) => {
    seen.push('later');
    done();
  });
  expect(seen).toEqual(['a', 'b', 'c', 'later']);
});
