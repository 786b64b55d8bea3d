import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot, ContainerView } from '../../../contract/index.ts';
import { NOW, sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { container } from './container.ts';

const find = (running: number, snapshot: ClusterSnapshot) =>
  container.judge({ kind: 'container', title: 'x', service: 'sleeper', running }, sampleWorld(snapshot));
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
