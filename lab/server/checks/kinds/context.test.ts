import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import { sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type ContextEvidence, context } from './context.ts';

const judge = (
  hosts: Record<string, string>,
  wanted: Record<string, string | undefined>,
  more: Partial<CheckOf<'context'>> = {},
) =>
  context.judge(
    { kind: 'context', title: 'x', node: 'node1', name: Object.keys(wanted), by: 'name', ...more },
    sampleWorld<ContextEvidence>(sampleSnapshot(), { evidence: { hosts, wanted } }),
  );

describe('contexts of the docker command', () => {
  test('are met when each leads to its machine', () => {
    expect(judge({ a: 'ssh://root@a', other: 'tcp://x' }, { a: 'a' }).state).toBe('met');
    expect(
      judge({ swarm: 'ssh://root@198.18.0.200/' }, { swarm: '198.18.0.200' }, { to: 'a', by: 'static' }).state,
    ).toBe('met');
  });

  test('are named when they are missing, with those that are there', () => {
    expect(judge({ other: 'tcp://x' }, { a: 'a' }).because).toBe('docker on node1 has no context a, only other.');
  });

  test('that lead elsewhere say where', () => {
    const finding = judge({ a: 'ssh://root@b' }, { a: 'a' });
    expect(finding.because).toBe('The context a leads to ssh://root@b, not to ssh://root@a.');
    expect(finding.likely).toContain('docker context rm');
  });

  test('wait for an address that is not there yet', () => {
    expect(judge({ swarm: 'ssh://root@x' }, { swarm: undefined }, { to: 'a', by: 'static' }).because).toBe(
      'a has no static address yet.',
    );
  });
});
