import { describe, expect, test } from 'vitest';
import { type CheckOf, type ClusterSnapshot, emptySnapshot } from '../../../contract/index.ts';
import { loneNode, sampleMember, sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { swarm } from './swarm.ts';

const check = (expected: Partial<CheckOf<'swarm'>>): CheckOf<'swarm'> => ({ kind: 'swarm', title: 'x', ...expected });
const find = (expected: Partial<CheckOf<'swarm'>>, snapshot: ClusterSnapshot) =>
  swarm.judge(check(expected), sampleWorld(snapshot));

const bare = () =>
  sampleSnapshot({
    swarm: { state: 'none', managers: 0, reachable: 0 },
    nodes: [1, 2, 3, 4, 5].map((n) => loneNode(n)),
    members: [],
  });

describe('the swarm as a whole', () => {
  test('is met with the counts that are wanted', () => {
    const finding = find({ state: 'active', members: 5, managers: 3, workers: 2, reachable: 3 }, sampleSnapshot());
    expect(finding).toEqual({
      state: 'met',
      because: 'The swarm has three managers and two workers, three of the managers reachable.',
    });
  });

  test('is not yet met before there is one, and says how one is made', () => {
    expect(find({ state: 'active' }, bare())).toMatchObject({
      state: 'notYet',
      because: 'No node is in a swarm.',
      likely: expect.stringContaining('docker swarm init'),
    });
  });

  test('is not yet met with a node too few, and names a node in a swarm of its own', () => {
    const nodes = [1, 2, 3, 4].map((n) => sampleNode(n));
    const snapshot = sampleSnapshot({
      nodes: [...nodes, sampleNode(5, { swarmId: 'swarm-b', memberId: 'other' })],
      members: [1, 2, 3, 4].map((n) => sampleMember(n)),
    });
    const finding = find({ members: 5 }, snapshot);
    expect(finding.because).toBe('The swarm has four members; five are wanted.');
    expect(finding.likely).toContain('node5 is in another swarm');
  });

  test('tells of an entry that was left over', () => {
    const old = sampleMember(5, { id: 'old', state: 'down' });
    const snapshot = sampleSnapshot({ members: [...sampleSnapshot().members, old] });
    expect(find({ members: 5 }, snapshot).likely).toContain('node5 left and is still listed as down');
  });

  test('tells that an even number of managers bears no more failures', () => {
    const members = [1, 2, 3, 4, 5].map((n) => sampleMember(n, n === 4 ? { role: 'manager' } : {}));
    const finding = find({ managers: 3 }, sampleSnapshot({ members }));
    expect(finding.because).toBe('The swarm has four managers; three are wanted.');
    expect(finding.likely).toContain('Four managers bear no more failures than three.');
  });

  test('is not yet met when a manager cannot be reached', () => {
    const swarmView = { state: 'active', id: 'swarm-a', managers: 3, reachable: 2 } as const;
    const nodes = [1, 2, 3, 4, 5].map((n) => sampleNode(n, n === 3 ? { power: 'stopped' } : {}));
    const finding = find({ reachable: 3 }, sampleSnapshot({ swarm: swarmView, nodes }));
    expect(finding).toMatchObject({
      because: 'Two of three managers are reachable; three are wanted.',
      likely: 'node3 is not running.',
    });
  });

  test('without a quorum is met where that is wanted, and not yet met where it is not', () => {
    const because = 'The swarm has no quorum: one of three managers runs, two are needed.';
    expect(find({ state: 'noQuorum' }, withoutQuorum())).toEqual({ state: 'met', because });
    expect(find({ state: 'active' }, withoutQuorum())).toMatchObject({
      state: 'notYet',
      because,
      likely: expect.stringContaining('node2 and node3'),
    });
  });

  test('is not taken for lost while enough managers are there, nor while they elect a leader', () => {
    expect(find({ state: 'noQuorum' }, sampleSnapshot()).state).toBe('notYet');
    const swarmView = { ...sampleSnapshot().swarm, error: 'The swarm does not have a leader.' };
    expect(find({ state: 'noQuorum' }, sampleSnapshot({ swarm: swarmView })).because).toContain('elect a new one');
  });

  test('that must not be is met by bare engines only', () => {
    expect(find({ state: 'none' }, bare()).state).toBe('met');
    expect(find({ state: 'none' }, sampleSnapshot())).toMatchObject({
      state: 'notYet',
      because: 'node1, node2, node3, node4 and node5 are in a swarm.',
    });
  });

  test('could not be checked before anything was read, nor while nobody leads', () => {
    expect(find({ members: 5 }, emptySnapshot()).state).toBe('couldNotCheck');
    const swarmView = { ...sampleSnapshot().swarm, error: 'The swarm does not have a leader.' };
    const finding = find({ members: 5 }, sampleSnapshot({ swarm: swarmView }));
    expect(finding).toEqual({
      state: 'couldNotCheck',
      because:
        'The managers do not answer: The swarm does not have a leader. This is not your mistake; it is tried again.',
    });
  });
});
