import { expect, test } from 'vitest';
import { blockStatus } from './block-status.ts';

const at = new Date('2026-01-02T14:32:04').getTime();

test('a block that was never run says nothing', () => {
  expect(blockStatus([], at)).toEqual({ look: 'fresh', words: '' });
});

test('a run that goes on counts its seconds, and says where when there are several nodes', () => {
  expect(blockStatus([{ node: 'node1', state: 'running', at: at - 500 }], at).words).toBe('running');
  expect(blockStatus([{ node: 'node1', state: 'running', at: at - 5000 }], at).words).toBe('running 5 s');
  const two = [
    { node: 'node2', state: 'done', exitCode: 0, at },
    { node: 'node3', state: 'running', at: at - 5000 },
  ] as const;
  expect(blockStatus(two, at)).toMatchObject({ look: 'running', words: 'running on node3 5 s' });
});

test('a run that waits says why', () => {
  const waits = { node: 'node1', state: 'waiting', because: 'node1 is busy.' } as const;
  expect(blockStatus([waits], at)).toEqual({ look: 'waiting', words: 'waits', because: 'node1 is busy.' });
});

test('a finished run says when, if that is known', () => {
  expect(blockStatus([{ node: 'node1', state: 'done', exitCode: 0, at }], at).words).toBe('ran 14:32:04');
  expect(blockStatus([{ node: 'node1', state: 'done', exitCode: 0 }], at).words).toBe('ran');
});

test('a command that ran and said no shows its exit code; one that never ran says so', () => {
  expect(blockStatus([{ node: 'node4', state: 'failed', exitCode: 1, at }], at)).toMatchObject({
    look: 'exited',
    words: 'exit 1',
  });
  expect(blockStatus([{ node: 'node4', state: 'failed', exitCode: 130, at }], at).words).toBe('stopped');
  expect(blockStatus([{ node: 'node4', state: 'failed', because: 'node4 is stopped.' }], at)).toEqual({
    look: 'failed',
    words: 'did not run',
    because: 'node4 is stopped.',
  });
});
