import { describe, expect, test } from 'vitest';
import { applyEvent, type ClusterSnapshot, emptySnapshot, memberOf, quorumOf, type StoredView } from './cluster.ts';

const secret = (id: string, name = id): StoredView => ({ id, name, createdAt: 1 });
const withSecrets = (...ids: string[]): ClusterSnapshot => ({
  ...emptySnapshot(),
  secrets: ids.map((id) => secret(id)),
});
const names = (snapshot: ClusterSnapshot) => snapshot.secrets.map((s) => s.name);

describe('an event', () => {
  test('carries its number and time into the snapshot', () => {
    expect(applyEvent(emptySnapshot(), { seq: 4, at: 9, changes: [] })).toEqual({ ...emptySnapshot(), seq: 4, at: 9 });
  });

  test('replaces an item in its place', () => {
    const before = withSecrets('a', 'b', 'c');
    const after = applyEvent(before, { seq: 1, at: 1, changes: [{ kind: 'secrets', put: secret('b', 'new') }] });
    expect(names(after)).toEqual(['a', 'new', 'c']);
    expect(names(before)).toEqual(['a', 'b', 'c']);
  });

  test('adds an unknown item at the end', () => {
    const after = applyEvent(withSecrets('a'), { seq: 1, at: 1, changes: [{ kind: 'secrets', put: secret('z') }] });
    expect(names(after)).toEqual(['a', 'z']);
  });

  test('removes an item, and does nothing for one that is not there', () => {
    const changes = [
      { kind: 'secrets', remove: 'a' },
      { kind: 'secrets', remove: 'unknown' },
    ] as const;
    expect(names(applyEvent(withSecrets('a', 'b'), { seq: 1, at: 1, changes }))).toEqual(['b']);
  });

  test('finds each item by the key of its collection', () => {
    const node = { name: 'node1', address: '10.0.0.1', power: 'running', engine: 'up', local: 'inactive' } as const;
    const container = { key: 'node1/c', id: 'c', node: 'node1', name: 'x', image: 'i', state: 'running', createdAt: 1 };
    const put = (state: string) => ({
      seq: 1,
      at: 1,
      changes: [{ kind: 'nodes', put: node } as const, { kind: 'containers', put: { ...container, state } } as const],
    });
    const after = applyEvent(applyEvent(emptySnapshot(), put('running')), put('exited'));
    expect(after.nodes).toHaveLength(1);
    expect(after.containers).toEqual([{ ...container, state: 'exited' }]);
  });

  test('replaces the state of the swarm', () => {
    const value = { state: 'noQuorum', managers: 3, reachable: 1 } as const;
    expect(applyEvent(emptySnapshot(), { seq: 1, at: 1, changes: [{ kind: 'swarm', value }] }).swarm).toEqual(value);
  });
});

describe('a node', () => {
  test('is found among the members by its id, not by its name', () => {
    const member = {
      id: 'new',
      hostname: 'node1',
      role: 'worker',
      availability: 'active',
      state: 'ready',
      leader: false,
      address: '',
      labels: {},
      version: 1,
    } as const;
    const node = { name: 'node1', address: '', power: 'running', engine: 'up', local: 'active' } as const;
    const members = [{ ...member, id: 'old', state: 'down' as const }, member];
    const snapshot = { ...emptySnapshot(), members, nodes: [{ ...node, memberId: 'new' }] };
    expect(memberOf(snapshot, 'node1')?.id).toBe('new');
    expect(memberOf({ ...snapshot, nodes: [node] }, 'node1')).toBeUndefined();
    expect(memberOf(snapshot, 'node9')).toBeUndefined();
  });
});

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
  [7, 4],
])('of %i managers %i have to agree', (managers, needed) => {
  expect(quorumOf(managers)).toBe(needed);
});
