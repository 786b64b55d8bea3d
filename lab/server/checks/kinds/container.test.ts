import { describe, expect, test } from 'vitest';
import type { CheckOf, ClusterSnapshot, ContainerView } from '../../../contract/index.ts';
import { NOW, sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { container } from './container.ts';

const judge = (expected: Partial<CheckOf<'container'>>, snapshot: ClusterSnapshot) =>
  container.judge({ kind: 'container', title: 'x', ...expected }, sampleWorld(snapshot));
const find = (running: number, snapshot: ClusterSnapshot) => judge({ service: 'sleeper', running }, snapshot);
const on = (node: string, changes: Partial<ContainerView> = {}): ContainerView => ({
  key: `${node}/c`,
  id: 'c',
  node,
  name: 'sleeper.1.x',
  image: 'alpine:3.22',
  state: 'running',
  createdAt: NOW,
  service: 'sleeper',
  ...changes,
});

describe('containers of a service', () => {
  test('are counted on the engines, without a quorum too', () => {
    expect(find(2, withoutQuorum({ containers: [on('node4'), on('node5')] }))).toEqual({
      state: 'met',
      because: 'Two containers of sleeper run on node4 and node5.',
    });
  });

  test('of another service or that ended do not count', () => {
    const containers = [on('node4', { state: 'exited' }), on('node5', { service: 'web' }), on('node1')];
    const finding = find(2, withoutQuorum({ containers }));
    expect(finding.because).toBe('One container of sleeper runs on node1; two are wanted.');
    expect(finding.likely).toContain('node2 and node3 are off');
  });

  test('could not be counted while an engine is silent', () => {
    const nodes = [1, 2, 3].map((n) => sampleNode(n, n === 2 ? { engine: 'down' } : {}));
    expect(find(1, sampleSnapshot({ nodes })).state).toBe('couldNotCheck');
    expect(find(1, sampleSnapshot({ nodes, containers: [on('node1')] })).state).toBe('met');
  });
});

describe('containers of compose', () => {
  const made = (compose: string, changes: Partial<ContainerView> = {}): ContainerView => {
    const { service: _, ...plain } = on('node1', { name: `devcoin-${compose}-1`, compose, project: 'devcoin' });
    return { ...plain, ...changes };
  };
  const world = (...containers: ContainerView[]) => sampleSnapshot({ containers });

  test('are there once of each service', () => {
    const both = world(made('redis'), made('miner'));
    expect(judge({ compose: ['redis', 'miner'], exactly: 1, node: 'node1' }, both)).toEqual({
      state: 'met',
      because: 'One container of redis runs on node1. One container of miner runs on node1.',
    });
    const finding = judge({ compose: ['redis', 'miner'], exactly: 1 }, world(made('redis')));
    expect(finding.because).toBe('No container of miner runs; one is wanted.');
  });

  test('that were never made are told together', () => {
    const finding = judge({ compose: ['redis', 'miner'], exactly: 1, node: 'node1' }, world(on('node1')));
    expect(finding.because).toBe('redis and miner have no container on node1.');
  });

  test('are neither more nor fewer when their number is exact', () => {
    const three = world(made('miner'), made('miner', { key: 'b' }), made('miner', { key: 'c' }));
    expect(judge({ compose: ['miner'], exactly: 3 }, three).state).toBe('met');
    expect(judge({ compose: ['miner'], exactly: 1 }, three).because).toBe(
      'Three containers of miner run on node1; one is wanted.',
    );
    expect(judge({ compose: ['miner'], running: 1 }, three).state).toBe('met');
  });

  test('are not met while one restarts, ended or did not start', () => {
    const find = (state: string) => judge({ compose: ['miner'], exactly: 1 }, world(made('miner', { state })));
    expect(find('restarting').because).toContain('devcoin-miner-1 on node1 restarts again and again');
    expect(find('exited').likely).toBe('docker compose logs miner says why.');
    expect(find('created').likely).toContain('a port that is taken');
  });

  test('on another node are told', () => {
    const finding = judge({ compose: ['miner'], exactly: 1, node: 'node1' }, world(made('miner', { node: 'node2' })));
    expect(finding.because).toContain('on node2; all are wanted on node1');
  });

  test('of another project do not count', () => {
    const other = world(made('miner', { project: 'copy' }));
    expect(judge({ compose: ['miner'], project: 'devcoin', exactly: 1 }, other).state).toBe('notYet');
  });

  test('are gone when none is left, stopped ones too', () => {
    const gone = (snapshot: ClusterSnapshot) => judge({ project: 'devcoin', gone: true }, snapshot);
    expect(gone(world(on('node1'))).because).toBe('There is no container of the project devcoin any more.');
    expect(gone(world(made('miner'))).because).toBe('One container of the project devcoin is still there.');
    expect(gone(world(made('miner', { state: 'exited' }))).likely).toContain('docker compose down removes them');
    const nodes = [sampleNode(1, { engine: 'down' })];
    expect(gone(sampleSnapshot({ nodes })).state).toBe('couldNotCheck');
  });
});
