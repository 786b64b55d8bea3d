import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../sandbox/index.ts';
import { hintOf } from './hints.ts';

const event = (
  Type: string,
  Action: string,
  Attributes: Record<string, string> = {},
  scope = 'local',
): EngineEvent => ({
  Type,
  Action,
  scope,
  Actor: { ID: 'x', Attributes },
  timeNano: 0,
});
const ofTask = { 'com.docker.swarm.task.id': 't1' };

describe('what an event calls for', () => {
  test('a task’s container tells of itself and of a state to wait for', () => {
    expect(hintOf(event('container', 'start', ofTask))).toEqual({
      swarm: [],
      own: 'container',
      expects: { taskId: 't1', atLeast: 'running' },
    });
    expect(hintOf(event('container', 'die', ofTask)).expects?.atLeast).toBe('complete');
  });

  test('a container that is no task’s tells of itself only', () => {
    expect(hintOf(event('container', 'start'))).toEqual({ swarm: [], own: 'container' });
  });

  test.each(['exec_create: bash', 'exec_start: bash', 'exec_die', 'attach', 'resize', 'top'])(
    '%s calls for nothing',
    (action) => {
      expect(hintOf(event('container', action, ofTask))).toEqual({ swarm: [] });
    },
  );

  test('a service calls for services and tasks', () => {
    expect(hintOf(event('service', 'update', {}, 'swarm')).swarm).toEqual(['services', 'tasks']);
  });

  test('a node that comes, goes or changes its role calls for the word of all engines', () => {
    expect(hintOf(event('node', 'create', {}, 'swarm')).membership).toBe('all');
    expect(hintOf(event('node', 'update', { 'role.new': 'manager' }, 'swarm')).membership).toBe('all');
  });

  test('a node whose state changes calls for its own word, and drain for none', () => {
    const changed = hintOf(event('node', 'update', { name: 'node4', 'state.new': 'ready' }, 'swarm'));
    expect(changed.membership).toEqual({ hostname: 'node4' });
    const drained = hintOf(event('node', 'update', { name: 'node4', 'availability.new': 'drain' }, 'swarm'));
    expect(drained).toEqual({ swarm: ['members', 'tasks'] });
  });

  test('the networks that an engine makes when it joins call for its membership', () => {
    expect(hintOf(event('network', 'create', { name: 'docker_gwbridge' })).own).toBe('info');
    expect(hintOf(event('network', 'create', { name: 'bridge2' }))).toEqual({ swarm: [] });
    expect(hintOf(event('network', 'create', { name: 'web' }, 'swarm')).swarm).toEqual(['networks']);
  });
});
