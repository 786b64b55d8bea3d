import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type ResolveEvidence, resolve } from './resolve.ts';

const judge = (addresses: Record<string, string>, expected: Partial<CheckOf<'resolve'>> = {}) =>
  resolve.judge(
    { kind: 'resolve', title: 'x', node: 'node1', name: ['coin.lab', 'api.lab'], ...expected },
    sampleWorld(sampleSnapshot(), { evidence: { addresses } }),
  );

describe('names on a node', () => {
  test('are met when they lead to a node', () => {
    expect(judge({ 'coin.lab': '10.9.0.1', 'api.lab': '10.9.0.1' })).toEqual({
      state: 'met',
      because: 'On node1 coin.lab and api.lab lead to node1.',
    });
  });

  test('are not yet met when one is unknown', () => {
    const finding = judge({ 'coin.lab': '10.9.0.1', 'api.lab': '' });
    expect(finding.because).toBe('node1 does not know the name api.lab.');
    expect(finding.likely).toContain('several names');
    expect(judge({}).because).toBe('node1 does not know the names coin.lab and api.lab.');
  });

  test('that lead to the machine that asks, or nowhere, are told', () => {
    const own = judge({ 'coin.lab': '127.0.0.1', 'api.lab': '10.9.0.1' });
    expect(own.because).toBe('On node1 coin.lab leads to 127.0.0.1, not to the address of a node.');
    expect(own.likely).toContain('always the machine that asks');
    expect(judge({ 'coin.lab': '10.9.0.1', 'api.lab': '10.1.1.1' }).because).toContain('which is none of the nodes');
  });

  test('may have to lead to a certain node', () => {
    const both = { 'coin.lab': '10.9.0.2', 'api.lab': '10.9.0.2' };
    expect(judge(both, { to: ['node1'] }).because).toBe('On node1 coin.lab leads to node2, not to node1.');
    expect(judge(both, { to: ['node2'] }).state).toBe('met');
  });

  test('could not be checked when they were not read', () => {
    const check = { kind: 'resolve', title: 'x', node: 'node1', name: ['a'] } as const;
    const world = sampleWorld<ResolveEvidence>(sampleSnapshot());
    expect(resolve.judge({ ...check, name: ['a'] }, world).state).toBe('couldNotCheck');
    const off = sampleWorld<ResolveEvidence>(sampleSnapshot({ nodes: [sampleNode(1, { power: 'paused' })] }));
    expect(resolve.judge({ ...check, name: ['a'] }, off).because).toContain('node1 is paused');
  });
});
