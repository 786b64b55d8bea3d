import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../sandbox/index.ts';
import { newsOf } from './events.ts';

const TASK = { 'com.docker.swarm.task.id': 't1' };

function event(Type: string, Action: string, Attributes: Record<string, string> = {}, scope = 'local'): EngineEvent {
  return { Type, Action, scope, Actor: { ID: 'id', Attributes }, timeNano: 0 };
}

describe('what an event means for the mesh', () => {
  it('is a task that takes no more connections when its container ends, is asked to, or is unwell', () => {
    expect(newsOf(event('container', 'die', TASK)).departed).toEqual({ taskId: 't1', forGood: true });
    expect(newsOf(event('container', 'kill', { ...TASK, signal: '15' })).departed).toEqual({
      taskId: 't1',
      forGood: false,
    });
    expect(newsOf(event('container', 'health_status: unhealthy', TASK)).departed).toEqual({
      taskId: 't1',
      forGood: false,
    });
  });

  it.each([
    ['a reload', event('container', 'kill', { ...TASK, signal: '1' })],
    ['the end of a container that is no task', event('container', 'die')],
    ['a command in a task', event('container', 'exec_start: ls', TASK)],
    ['a write to a member’s record', event('node', 'update', { name: 'node1' }, 'swarm')],
    ['a bridge', event('network', 'create', { type: 'bridge', name: 'docker_gwbridge' })],
    ['a network that only managers know', event('network', 'create', { type: 'overlay', name: 'back' }, 'swarm')],
  ])('is nothing for %s', (_, given) => {
    expect(newsOf(given)).toEqual({ topics: [] });
  });

  it('is a read of the tasks when one has started, or is well', () => {
    for (const action of ['start', 'health_status: healthy']) {
      expect(newsOf(event('container', action, TASK))).toEqual({ topics: ['tasks'], started: 't1' });
    }
  });

  it('is a read of services, or of members, when managers changed them', () => {
    expect(newsOf(event('service', 'update', {}, 'swarm')).topics).toEqual(['services', 'tasks']);
    expect(newsOf(event('node', 'update', { 'availability.new': 'drain' }, 'swarm')).topics).toEqual([
      'members',
      'tasks',
    ]);
    expect(newsOf(event('node', 'update', { 'role.new': 'manager' }, 'swarm')).movesMembers).toBe(true);
  });

  it('tells a network that came or went from one that a container joined', () => {
    const overlay = { type: 'overlay', name: 'back' };
    expect(newsOf(event('network', 'create', overlay)).network).toEqual({ id: 'id', isIngress: false, isOther: true });
    expect(newsOf(event('network', 'connect', overlay)).network).toMatchObject({ isOther: false });
  });
});
