import { expect, test } from 'vitest';
import type { SandboxView } from '../../contract/index.ts';
import { whyBlocked } from './why-blocked.ts';

const ready: SandboxView = { state: 'ready', nodes: [{ name: 'node1', up: true }], message: '' };
const fine = { nodes: ['node1'], isLive: true, sandbox: ready, powers: { node1: 'running' as const } };

test('nothing stands in the way of a live node', () => {
  expect(whyBlocked(fine)).toBe('');
});

test.each([
  ['the page is disconnected', { isLive: false }, /disconnected/],
  [
    'the nodes are starting',
    { sandbox: { ...ready, state: 'opening' as const, message: 'Your nodes are starting.' } },
    /^Your nodes are starting\. This works/,
  ],
  ['there is no cluster', { sandbox: { ...ready, state: 'failed' as const } }, /no cluster/],
  ['the cluster has no such node', { nodes: ['node9'] }, /has no node9/],
  ['the node is stopped', { powers: { node1: 'stopped' as const } }, /^node1 is stopped\. Start it first\.$/],
  ['the node is paused', { powers: { node1: 'paused' as const } }, /^node1 is paused\. Resume it first\.$/],
])('a block says that %s', (_what, change, sentence) => {
  expect(whyBlocked({ ...fine, ...change })).toMatch(sentence);
});
