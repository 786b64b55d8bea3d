import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../sandbox/index.ts';
import { afterEvent } from './container-events.ts';

const event = (Action: string, Attributes: Record<string, string> = {}): EngineEvent => ({
  Type: 'container',
  Action,
  Actor: { ID: 'c1', Attributes: { name: 'sleeper.1.x', image: 'alpine:3.22', ...Attributes } },
  timeNano: 5_000_000_000,
});

describe('the containers of a node', () => {
  const created = afterEvent('node1', [], event('create', { 'com.docker.swarm.service.name': 'sleeper' }));

  test('have a new one after its creation', () => {
    expect(created).toEqual([
      {
        key: 'node1/c1',
        id: 'c1',
        node: 'node1',
        name: 'sleeper.1.x',
        image: 'alpine:3.22',
        state: 'created',
        createdAt: 5000,
        service: 'sleeper',
      },
    ]);
  });

  test('keep its age through its life', () => {
    const later = { ...event('start'), timeNano: 9_000_000_000 };
    expect(afterEvent('node1', created, later)).toMatchObject([{ state: 'running', createdAt: 5000 }]);
    expect(afterEvent('node1', created, event('die'))).toMatchObject([{ state: 'exited' }]);
  });

  test('have it no more after its removal, and others stay', () => {
    const other = { ...created[0], id: 'c2', key: 'node1/c2' } as (typeof created)[number];
    expect(afterEvent('node1', [...created, other], event('destroy'))).toEqual([other]);
  });

  test('are as they were after an event on an unknown one that tells no state', () => {
    expect(afterEvent('node1', [], event('rename'))).toEqual([]);
  });
});
