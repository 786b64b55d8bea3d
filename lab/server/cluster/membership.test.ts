import { describe, expect, test } from 'vitest';
import type { EngineInfo } from '../sandbox/index.ts';
import { type Membership, membershipOf, NO_MEMBERSHIP, sortSwarms } from './membership.ts';

const info = (swarm: Partial<EngineInfo['Swarm']>): EngineInfo => ({
  Name: 'node1',
  ServerVersion: '26.1.5',
  Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'active', ControlAvailable: false, Error: '', ...swarm },
});
const manager: Membership = membershipOf(
  info({ NodeID: 'm1', ControlAvailable: true, Cluster: { ID: 'swarm-a' } }),
  NO_MEMBERSHIP,
);
const worker = (id: string, managerId: string): Membership =>
  membershipOf(info({ NodeID: id, RemoteManagers: [{ NodeID: managerId, Addr: '' }] }), NO_MEMBERSHIP);
const nobody = { memberIds: new Set<string>() };

describe('what an engine says of its membership', () => {
  test('keeps the id of the swarm while a manager without quorum does not tell it', () => {
    const silent = membershipOf(
      info({ NodeID: 'm1', ControlAvailable: true, Cluster: null, Error: 'no leader' }),
      manager,
    );
    expect(silent).toMatchObject({ swarmId: 'swarm-a', error: 'no leader' });
  });

  test('forgets the swarm of another member id, and everything once it is in none', () => {
    expect(membershipOf(info({ NodeID: 'm2' }), manager).swarmId).toBeUndefined();
    expect(membershipOf(info({ LocalNodeState: 'inactive' }), manager)).toEqual(NO_MEMBERSHIP);
  });
});

describe('the swarms of a sandbox', () => {
  test('are told apart for workers by the managers they know', () => {
    const other = membershipOf(
      info({ NodeID: 'x1', ControlAvailable: true, Cluster: { ID: 'swarm-b' } }),
      NO_MEMBERSHIP,
    );
    const nodes = [
      { name: 'node1', membership: other },
      { name: 'node2', membership: manager },
      { name: 'node3', membership: worker('w3', 'm1') },
      { name: 'node4', membership: NO_MEMBERSHIP },
    ];
    const swarms = sortSwarms(nodes, nobody);
    expect(swarms.id).toBe('swarm-a');
    expect([...swarms.nodes]).toEqual(['node2', 'node3']);
    expect(Object.fromEntries(swarms.of)).toEqual({ node1: 'swarm-b', node2: 'swarm-a', node3: 'swarm-a' });
  });

  test('of the same size yield to that of the first node', () => {
    const other = membershipOf(
      info({ NodeID: 'x1', ControlAvailable: true, Cluster: { ID: 'swarm-b' } }),
      NO_MEMBERSHIP,
    );
    const nodes = [
      { name: 'node1', membership: other },
      { name: 'node2', membership: manager },
    ];
    expect(sortSwarms(nodes, nobody).id).toBe('swarm-b');
  });

  test('keep a worker whose managers are all off, by the members known before', () => {
    const nodes = [{ name: 'node4', membership: worker('w4', 'gone') }];
    const swarms = sortSwarms(nodes, { id: 'swarm-a', memberIds: new Set(['w4']) });
    expect(swarms).toMatchObject({ id: 'swarm-a' });
    expect(swarms.of.get('node4')).toBe('swarm-a');
  });

  test('are none when no node is in one', () => {
    expect(sortSwarms([{ name: 'node1', membership: NO_MEMBERSHIP }], nobody).nodes.size).toBe(0);
  });
});
