import { describe, expect, test } from 'vitest';
import type { EngineService } from '../sandbox/index.ts';
import { engineService, engineTask, swarmNode } from './scripted-sandbox.ts';
import { containerView, memberView, serviceView, taskView } from './view-of.ts';

describe('an engine’s answer', () => {
  test('about a task becomes its view, with an exit code only once it ended', () => {
    const around = { serviceName: 'sleeper', node: 'node2' };
    const status = (State: string) => ({
      Timestamp: '2026-01-01T00:00:02.500000000Z',
      State,
      Err: 'task: non-zero exit (137)',
      ContainerStatus: { ContainerID: 'c1', ExitCode: 137 },
    });
    const failed = taskView(engineTask('sleeper', 3, 'failed', { Status: status('failed') }), around);
    expect(failed).toMatchObject({ slot: 3, node: 'node2', state: 'failed', exitCode: 137, containerId: 'c1' });
    expect(failed.stateAt).toBe(Date.parse('2026-01-01T00:00:02.500Z'));
    expect(
      taskView(engineTask('sleeper', 3, 'running', { Status: status('running') }), around).exitCode,
    ).toBeUndefined();
  });

  test('about a task of a global service has no slot', () => {
    const task = engineTask('agent', 0, 'running');
    expect(taskView(task, { serviceName: 'agent' })).not.toHaveProperty('slot');
  });

  test('about the leader gives the address that others reach', () => {
    const leader = swarmNode('node1', 'manager', true);
    const shy = { ...leader, Status: { ...leader.Status, Addr: '0.0.0.0' } };
    expect(memberView(shy)).toMatchObject({ address: '10.0.0.9', leader: true, reachability: 'reachable' });
    expect(memberView(swarmNode('node4', 'worker'))).not.toHaveProperty('reachability');
  });

  test('about a service tells mode, ports, stored things and networks by name', () => {
    const plain = engineService('web', 2);
    const service: EngineService = {
      ...plain,
      Spec: {
        ...plain.Spec,
        Labels: { 'com.docker.stack.namespace': 'devcoin' },
        Mode: { Global: {} },
        TaskTemplate: {
          ContainerSpec: { Image: 'web:1', Secrets: [{ SecretName: 's' }], Configs: [{ ConfigName: 'c' }] },
          Networks: [{ Target: 'n1' }, { Target: 'n2' }],
        },
      },
      Endpoint: { Ports: [{ PublishedPort: 80, TargetPort: 8080, Protocol: 'tcp' }] },
      UpdateStatus: { State: 'updating' },
    };
    const view = serviceView(service, (id) => (id === 'n1' ? 'front' : undefined));
    expect(view).toMatchObject({
      mode: 'global',
      stack: 'devcoin',
      networks: ['front', 'n2'],
      ports: [{ published: 80, target: 8080, protocol: 'tcp', mode: 'ingress' }],
      secrets: ['s'],
      configs: ['c'],
      updateState: 'updating',
    });
    expect(view.replicas).toBeUndefined();
    expect(serviceView(plain, () => undefined)).toMatchObject({ mode: 'replicated', replicas: 2 });
  });

  test('about a container tells whose task it is', () => {
    const labels = { 'com.docker.swarm.service.name': 'sleeper', 'com.docker.swarm.task.id': 't1' };
    const container = {
      Id: 'c1',
      Names: ['/sleeper.1.t1'],
      Image: 'alpine',
      State: 'running',
      Created: 5,
      Labels: labels,
    };
    expect(containerView('node1', container)).toMatchObject({
      key: 'node1/c1',
      name: 'sleeper.1.t1',
      createdAt: 5000,
      service: 'sleeper',
      taskId: 't1',
    });
    expect(containerView('node1', { ...container, Labels: {} })).not.toHaveProperty('service');
  });
});
