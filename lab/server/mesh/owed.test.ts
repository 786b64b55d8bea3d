import { expect, it } from 'vitest';
import type { EngineSwarmNode } from '../sandbox/index.ts';
import { service, task } from './mesh.fixtures.ts';
import { isOwed } from './owed.ts';

const members = (availability: 'active' | 'drain'): EngineSwarmNode[] => [
  {
    ID: 'id-node1',
    Version: { Index: 1 },
    CreatedAt: '',
    UpdatedAt: '',
    Spec: { Role: 'worker', Availability: availability },
    Description: { Hostname: 'node1' },
    Status: { State: 'ready', Addr: '' },
  },
];
const services = [service({ id: 'web', replicas: 1 })];
const one = task({ id: 't1', service: 'web' });
const other = task({ id: 't2', service: 'web' });
const leaving = task({ id: 't2', service: 'web', desired: 'shutdown' });

it('is so while a service has more tasks than it asks for', () => {
  expect(isOwed({ members: members('active'), services, tasks: [one, other] })).toBe(true);
  expect(isOwed({ members: members('active'), services, tasks: [one, leaving] })).toBe(false);
});

it('is so while a task is to stay on a drained node', () => {
  expect(isOwed({ members: members('drain'), services, tasks: [one] })).toBe(true);
  expect(isOwed({ members: members('drain'), services, tasks: [leaving] })).toBe(false);
});
