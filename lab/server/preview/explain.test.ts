import { expect, test } from 'vitest';
import {
  type ClusterSnapshot,
  emptySnapshot,
  LabError,
  type ServiceView,
  type TaskView,
} from '../../contract/index.ts';
import { NoAnswer } from './ask-node.ts';
import { explain } from './explain.ts';
import type { Target } from './target.ts';

const TARGET: Target = { seat: 's', node: 'node1', port: 8080 };
const closed = { kind: 'error', error: new LabError('portClosed', 'Nothing listens on port 8080 of node1.') } as const;

const service = (more: Partial<ServiceView> = {}): ServiceView =>
  ({
    id: 'web',
    name: 'web',
    replicas: 1,
    ports: [{ published: 8080, target: 80, protocol: 'tcp', mode: 'ingress' }],
    ...more,
  }) as ServiceView;
const task = (more: Partial<TaskView> = {}): TaskView =>
  ({ id: 't', serviceId: 'web', node: 'node2', state: 'running', desired: 'running', stateAt: 1, ...more }) as TaskView;

function cluster(more: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  const nodes = ['node1', 'node2'].map((name) => ({
    name,
    address: '',
    power: 'running' as const,
    engine: 'up' as const,
    local: 'active' as const,
    memberId: name,
  }));
  const members = nodes.map(({ name }) => ({ id: name, hostname: name }) as ClusterSnapshot['members'][number]);
  return { ...emptySnapshot(), nodes, members, ...more };
}
const likely = (snapshot: ClusterSnapshot, target = TARGET) => explain(closed, target, snapshot).likely;

test('says that no service publishes the port, and which ports can be seen', () => {
  const other = service({ ports: [{ published: 9000, target: 80, protocol: 'tcp', mode: 'ingress' }] });
  const explained = explain(closed, TARGET, cluster({ services: [other], tasks: [task()] }));
  expect(explained.title).toBe('Nothing listens on port 8080 of node1');
  expect(explained.likely).toBe('No service publishes 8080.');
  expect(explained.ports).toEqual([{ service: 'web', node: 'node1', port: 9000, isHere: false }]);
});

test('says when the service has no running task, and why its last one ended', () => {
  const pending = task({ state: 'rejected', error: 'No such image: web:2' });
  expect(likely(cluster({ services: [service()], tasks: [pending] }))).toBe(
    'web publishes 8080, but none of its tasks runs: No such image: web:2',
  );
  expect(likely(cluster({ services: [service({ replicas: 0 })] }))).toBe(
    'web publishes 8080, but it is scaled to 0: there is no task that could answer.',
  );
});

test('says on which nodes a port in host mode is', () => {
  const host = service({ ports: [{ published: 8080, target: 80, protocol: 'tcp', mode: 'host' }] });
  const snapshot = cluster({ services: [host], tasks: [task()] });
  expect(likely(snapshot)).toBe('web publishes 8080 in host mode: only nodes with a task answer, which is node2.');
  expect(explain(closed, TARGET, snapshot).ports).toEqual([
    { service: 'web', node: 'node2', port: 8080, isHere: true },
  ]);
});

test('tells the port inside the tasks from the one that is published', () => {
  expect(likely(cluster({ services: [service()], tasks: [task()] }), { ...TARGET, port: 80 })).toBe(
    'web listens on 80 inside its tasks, and is published as 8080.',
  );
});

test('says when the node is in no swarm', () => {
  const { nodes } = cluster();
  const outside = nodes.map((node) => (node.name === 'node1' ? { ...node, local: 'inactive' as const } : node));
  expect(likely(cluster({ nodes: outside, services: [service()], tasks: [task()] }))).toBe(
    'web publishes 8080, but only nodes of the swarm answer for it, and node1 is in none.',
  );
});

test('says that a node is off in the words of the node', () => {
  const off = { kind: 'error', error: new LabError('nodeDown', 'node1 is stopped. Start it to go on.') } as const;
  expect(explain(off, TARGET, cluster())).toMatchObject({
    status: 409,
    title: 'node1 does not answer',
    found: 'node1 is stopped. Start it to go on.',
  });
});

test('says what is not a web page', () => {
  const trouble = { kind: 'error', error: new NoAnswer('noHttp') } as const;
  expect(explain(trouble, TARGET, cluster()).found).toContain('does not answer in HTTP');
});

test('names the hosts that Traefik knows', () => {
  const trouble = {
    kind: 'proxy',
    says: 'noRule',
    status: 404,
    appHost: 'node1',
    hosts: ['devcoin.dev-lab.io'],
  } as const;
  expect(explain(trouble, { ...TARGET, port: 80 }, cluster())).toMatchObject({
    status: 404,
    title: 'Traefik wants a name',
    hosts: ['devcoin.dev-lab.io'],
  });
});
