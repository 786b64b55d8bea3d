import { expect, test } from 'vitest';
import { type ClusterSnapshot, emptySnapshot, type NodeView, type TaskView } from './cluster.ts';
import { meshPaths } from './mesh-paths.ts';
import type { ServiceView } from './service-view.ts';

const node = (name: string, power: NodeView['power'] = 'running'): NodeView => {
  return { name, address: '', power, engine: 'up', local: 'active', memberId: `id-${name}` };
};
const task = (id: string, change: Partial<TaskView> = {}): TaskView => {
  const times = { createdAt: 0, stateAt: 0, updatedAt: 0 };
  return { id, serviceId: 'web', serviceName: 'web', state: 'running', desired: 'running', ...times, ...change };
};

function snapshot(): ClusterSnapshot {
  const members = ['node1', 'node2', 'node3'].map((hostname) => {
    const rest = { role: 'worker', availability: 'drain', leader: false, address: '', labels: {}, version: 1 } as const;
    return { id: `id-${hostname}`, hostname, state: 'ready' as const, ...rest };
  });
  const ports = [
    { published: 8000, target: 80, protocol: 'tcp', mode: 'ingress' as const },
    { published: 9000, target: 90, protocol: 'tcp', mode: 'host' as const },
  ];
  const web = { id: 'web', name: 'web', mode: 'replicated', image: '', ports } as unknown as ServiceView;
  const nodes = [node('node1'), node('node2', 'stopped'), node('node3'), { ...node('node4'), memberId: undefined }];
  const tasks = [
    task('t1', { node: 'node1' }),
    task('starts', { state: 'starting' }),
    task('leaves', { desired: 'shutdown' }),
    task('other', { serviceId: 'api' }),
  ];
  return { ...emptySnapshot(), members, nodes: nodes as NodeView[], services: [web], tasks };
}

test('a published port answers at every node of the swarm that is on, and leads to the tasks that run', () => {
  const [path, ...others] = meshPaths(snapshot());
  expect(others).toEqual([]);
  expect(path).toMatchObject({ service: 'web', port: 8000, target: 80, protocol: 'tcp', nodes: ['node1', 'node3'] });
  expect(path?.tasks.map(({ id }) => id)).toEqual(['t1']);
});

test('a service without a task has a way that leads nowhere', () => {
  expect(meshPaths({ ...snapshot(), tasks: [] })).toMatchObject([{ port: 8000, tasks: [] }]);
});
