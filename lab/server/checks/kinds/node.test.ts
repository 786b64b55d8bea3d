import { describe, expect, test } from 'vitest';
import type { CheckOf, ClusterSnapshot, NodeView, SwarmMember } from '../../../contract/index.ts';
import { loneNode, sampleMember, sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { node } from './node.ts';

const find = (expected: Partial<CheckOf<'node'>>, snapshot: ClusterSnapshot) =>
  node.judge({ kind: 'node', title: 'x', node: ['node3'], ...expected }, sampleWorld(snapshot));
const withMember = (n: number, changes: Partial<SwarmMember>) =>
  sampleSnapshot({ members: [1, 2, 3, 4, 5].map((i) => sampleMember(i, i === n ? changes : {})) });
const withNode = (n: number, node: NodeView, members = sampleSnapshot().members) =>
  sampleSnapshot({ nodes: [1, 2, 3, 4, 5].map((i) => (i === n ? node : sampleNode(i))), members });
const without = (n: number) => sampleSnapshot().members.filter((m) => m.hostname !== `node${n}`);

describe('a node in the swarm', () => {
  test('is met when all that is wanted is so', () => {
    const wanted = { role: 'manager', state: 'ready', reachability: 'reachable', ownAddress: true } as const;
    expect(find({ ...wanted, node: ['node2', 'node3'] }, sampleSnapshot())).toEqual({
      state: 'met',
      because: 'node2 and node3 are managers, ready, reachable and known by their own addresses.',
    });
  });

  test('is not yet met while it is outside, and only the nodes that are outside are named', () => {
    const snapshot = withNode(3, loneNode(3), without(3));
    const finding = find({ node: ['node2', 'node3'], role: 'manager' }, snapshot);
    expect(finding).toMatchObject({ state: 'notYet', because: 'node3 is not in the swarm.' });
  });

  test('tells the wrong token by the role', () => {
    const finding = find({ node: ['node4', 'node5'], role: 'worker' }, withMember(4, { role: 'manager' }));
    expect(finding.because).toBe('node4 is a manager, not a worker.');
    expect(finding.likely).toContain('joined with the manager token');
  });

  test('tells a swarm of its own', () => {
    const finding = find({ member: true }, withNode(3, sampleNode(3, { swarmId: 'swarm-b', memberId: 'x' })));
    expect(finding.because).toBe('node3 is in another swarm.');
    expect(finding.likely).toContain('docker swarm leave --force');
  });

  test('tells the wrong role of one before the others are there', () => {
    const members = without(5).map((m) => (m.hostname === 'node4' ? { ...m, role: 'manager' as const } : m));
    const finding = find({ node: ['node5', 'node4'], role: 'worker' }, withNode(5, loneNode(5), members));
    expect(finding.because).toBe('node4 is a manager, not a worker.');
  });

  test('tells that it is joining', () => {
    expect(find({ member: true }, withNode(3, sampleNode(3, { local: 'pending' }), without(3))).because).toBe(
      'node3 is joining.',
    );
  });

  test('on drain is ready but planned to be empty', () => {
    expect(find({ availability: 'drain' }, withMember(3, { availability: 'drain' })).state).toBe('met');
    expect(find({ availability: 'drain' }, sampleSnapshot()).because).toBe('node3 is active, not on drain.');
    const paused = find({ availability: 'drain' }, withMember(3, { availability: 'pause' }));
    expect(paused.because).toBe('node3 is on pause, not on drain.');
  });

  test('that is down is not taken for one on drain', () => {
    const finding = find({ availability: 'drain' }, withMember(3, { state: 'down' }));
    expect(finding.likely).toContain('Drain is an orderly way');
  });

  test('that is stopped is down only once the managers noticed', () => {
    const off = withNode(3, sampleNode(3, { power: 'stopped', engine: 'down' }));
    expect(find({ state: 'down' }, off)).toMatchObject({
      because: 'node3 is ready, not down.',
      likely: expect.stringContaining('15 s'),
    });
    const noticed = {
      ...off,
      members: off.members.map((m) => (m.hostname === 'node3' ? { ...m, state: 'down' as const } : m)),
    };
    expect(find({ state: 'down' }, noticed).state).toBe('met');
    expect(find({ state: 'ready' }, noticed).likely).toBe('node3 is stopped.');
  });

  test('that is not the leader names the leader', () => {
    expect(find({ leader: true }, sampleSnapshot()).because).toBe('node3 is not the leader; node1 is.');
    expect(find({ leader: true, node: ['node1'] }, sampleSnapshot()).because).toBe('node1 is the leader.');
  });

  test('with another address than its own is not yet met', () => {
    const finding = find({ ownAddress: true }, withMember(3, { address: '172.17.0.2' }));
    expect(finding.because).toContain('172.17.0.2');
    expect(finding.likely).toContain('--advertise-addr');
  });

  test('that must be outside is met by an engine without a swarm only', () => {
    expect(find({ member: false }, withNode(3, loneNode(3), without(3))).because).toBe('node3 is not in a swarm.');
    expect(find({ member: false }, sampleSnapshot()).state).toBe('notYet');
  });
});

describe('a node that cannot be asked about', () => {
  test('still has its power and its place in the swarm without a quorum', () => {
    expect(find({ power: 'stopped' }, withoutQuorum()).because).toBe('node3 is stopped.');
    expect(find({ member: true, node: ['node4'] }, withoutQuorum()).state).toBe('met');
    expect(find({ state: 'ready', node: ['node4'] }, withoutQuorum()).because).toContain('no quorum');
  });

  test('could not be checked when its engine is silent', () => {
    const finding = find({ role: 'manager' }, withNode(3, sampleNode(3, { engine: 'down' })));
    expect(finding.state).toBe('couldNotCheck');
    expect(finding.because).toContain('The Docker engine of node3 does not answer. This is not your mistake');
  });

  test('could not be checked when the cluster has no such node', () => {
    expect(find({ node: ['node9'], member: true }, sampleSnapshot()).state).toBe('couldNotCheck');
  });
});
