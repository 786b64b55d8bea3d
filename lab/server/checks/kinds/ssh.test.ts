import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type SshEvidence, ssh } from './ssh.ts';

const judge = (said: Record<string, string>, expected: Partial<CheckOf<'ssh'>> = {}, snapshot = sampleSnapshot()) =>
  ssh.judge(
    { kind: 'ssh', title: 'x', from: 'node1', to: ['node2', 'node3'], by: 'name', ...expected },
    sampleWorld<SshEvidence>(snapshot, { evidence: { said } }),
  );

describe('the way into a machine by key', () => {
  test('is met when ssh is let in everywhere without a question', () => {
    expect(judge({ node2: '', node3: '' })).toEqual({ state: 'met', because: 'node1 reaches node2 and node3 by SSH.' });
  });

  test('names what keeps ssh out: a machine that is not known, a key that it lacks, a port that is closed', () => {
    expect(judge({ node2: 'Host key verification failed.', node3: '' }).because).toContain(
      'does not know the key of node2',
    );
    const refused = judge({ node2: '', node3: 'root@node3: Permission denied (publickey).' });
    expect(refused.because).toContain('node3 does not let node1 in');
    const closed = judge(
      { node2: 'ssh: connect to host 198.18.0.200 port 22: Connection timed out' },
      { to: ['node2'], by: 'static' },
    );
    expect(closed.because).toBe('the static address of node2 does not answer on port 22.');
    expect(closed.likely).toContain('security group');
  });

  test('is not there while the machine is not, or has no static address', () => {
    const nodes = [sampleNode(1), sampleNode(2, { power: 'spare', engine: 'down' })];
    expect(judge({}, { to: ['node2'] }, sampleSnapshot({ nodes })).because).toBe('node2 is not created yet.');
    expect(judge({}, { to: ['node2'], by: 'static' }).because).toBe('node2 has no static address.');
  });
});
