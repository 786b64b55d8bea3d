import { describe, expect, test } from 'vitest';
import type { CheckOf, ContainerView } from '../../../contract/index.ts';
import { NOW, sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type NetworkEvidence, network } from './network.ts';

type Found = NetworkEvidence['found'][number];
const bridge: Found = { node: 'node1', driver: 'bridge', scope: 'local', containers: [] };
const overlay: Found = { node: 'node1', driver: 'overlay', scope: 'swarm', containers: [] };
const of = (id: string, changes: Partial<ContainerView>): ContainerView => ({
  key: `node1/${id}`,
  id,
  node: 'node1',
  name: id,
  image: 'x',
  state: 'running',
  createdAt: NOW,
  ...changes,
});
const containers = [
  of('c1', { compose: 'redis', project: 'devcoin' }),
  of('c2', { compose: 'miner', project: 'devcoin' }),
  of('c3', { compose: 'proxy', project: 'devcoin' }),
  of('c4', { service: 'devcoin_api' }),
];
const judge = (found: readonly Found[], expected: Partial<CheckOf<'network'>> = {}, snapshot = { containers }) =>
  network.judge(
    { kind: 'network', title: 'x', network: 'private', exists: true, ...expected },
    sampleWorld(sampleSnapshot(snapshot), { evidence: { found } }),
  );

describe('a network', () => {
  test('is there, or is not', () => {
    expect(judge([bridge], { node: 'node1', driver: 'bridge', scope: 'local' })).toEqual({
      state: 'met',
      because: 'private is there, with the driver bridge, of node1.',
    });
    expect(judge([], { node: 'node1' }).because).toBe('There is no network private on node1.');
    expect(judge([], { exists: false }).state).toBe('met');
    expect(judge([bridge], { exists: false }).because).toBe('The network private is there.');
  });

  test('that is somewhere else, or has nearly the name, is told', () => {
    const world = (others: NetworkEvidence['others']) =>
      network.judge(
        { kind: 'network', title: 'x', network: 'devcoin_private', exists: true, node: 'node1' },
        sampleWorld(sampleSnapshot(), { evidence: { found: [], ...(others ? { others } : {}) } }),
      ).likely;
    expect(world({ names: [], elsewhere: ['node2'] })).toContain('one of that name on node2');
    for (const name of ['devcoin_privat', 'devcoin-private', 'devcoin_prvate', 'devcoin_privats', 'Devcoin_private']) {
      expect(world({ names: ['bridge', name], elsewhere: [] })).toContain(`node1 has ${name}, which is nearly it`);
    }
    expect(world({ names: ['bridge', 'devcoin_proxy'], elsewhere: [] })).toBeUndefined();
  });

  test('of the wrong driver tells how far it reaches, and the way out', () => {
    const finding = judge([bridge], { driver: 'overlay' });
    expect(finding.because).toBe('private has the driver bridge, for node1 alone; overlay is wanted.');
    expect(finding.likely).toContain('docker network rm private, then create it with --driver overlay');
    expect(judge([overlay], { driver: 'bridge' }).because).toContain('for all nodes of the swarm');
  });

  test('of the wrong scope is told too', () => {
    const finding = judge([bridge], { scope: 'swarm' });
    expect(finding.because).toBe('private has the scope local; swarm is wanted.');
    expect(finding.likely).toContain('--driver overlay');
  });

  test('that fits on one engine is met, whatever another engine calls by that name', () => {
    expect(judge([{ ...bridge, node: 'node2' }, overlay], { driver: 'overlay' }).state).toBe('met');
  });

  test('has its members by the names of their files', () => {
    const found = [{ ...overlay, containers: ['c1', 'c2', 'c4'] }];
    expect(judge(found, { members: ['redis', 'miner', 'api'], notMembers: ['proxy'] }).because).toBe(
      'On private are devcoin_api, miner and redis.',
    );
    const finding = judge(found, { members: ['redis', 'proxy'] });
    expect(finding.because).toBe('private has devcoin_api, miner and redis; proxy is missing.');
    expect(finding.likely).toContain('Only running containers');
    expect(judge([bridge], { members: ['redis'] }).because).toBe('No container is on private; redis is missing.');
  });

  test('must not have others', () => {
    const found = [{ ...bridge, containers: ['c1', 'c3'] }];
    expect(judge(found, { notMembers: ['proxy', 'api'] }).because).toBe('proxy is on private, and should not be.');
  });

  test('could not be looked for, or its node is off', () => {
    const check: CheckOf<'network'> = { kind: 'network', title: 'x', network: 'n', exists: true, node: 'node1' };
    expect(network.judge(check, sampleWorld(sampleSnapshot())).state).toBe('couldNotCheck');
    const off = sampleSnapshot({ nodes: [sampleNode(1, { power: 'stopped' })] });
    expect(network.judge(check, sampleWorld(off)).because).toContain('node1 is stopped');
  });
});

describe('looking for a network', () => {
  test('counts running containers of that very network only', async () => {
    const networks = [
      { Id: 'n1', Name: 'private', Driver: 'bridge', Scope: 'local' },
      { Id: 'n2', Name: 'other', Driver: 'bridge', Scope: 'local' },
    ];
    const on = (Id: string, State: string, NetworkID: string, name = 'private') => ({
      Id,
      State,
      NetworkSettings: { Networks: { [name]: { NetworkID } } },
    });
    const all = [
      on('c1', 'running', 'n1'),
      on('c2', 'exited', 'n1'),
      on('c3', 'running', 'n2', 'other'),
      on('c4', 'running', 'gone'),
    ];
    const engine = { networks: async () => networks, containers: async () => all };
    const nodes = [
      { name: 'node1', power: 'running', engine },
      { name: 'node2', power: 'stopped' },
    ];
    // Only what a look asks of the sandbox is there.
    const look = network.look as unknown as (check: object, site: object) => Promise<NetworkEvidence>;
    const site = { sandbox: { nodes }, signal: new AbortController().signal };
    expect(await look({ network: 'private' }, site)).toEqual({ found: [{ ...bridge, containers: ['c1'] }] });
    expect(await look({ network: 'none', node: 'node1' }, site)).toEqual({
      found: [],
      others: { names: ['private', 'other'], elsewhere: [] },
    });
    const both = {
      ...site,
      sandbox: { nodes: [nodes[0], { ...nodes[0], name: 'node3', engine: { networks: async () => [{ Name: 'x' }] } }] },
    };
    expect(await look({ network: 'x', node: 'node1' }, both)).toMatchObject({ others: { elsewhere: ['node3'] } });
  });
});
