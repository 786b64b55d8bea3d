import { describe, expect, test } from 'vitest';
import { engineTask } from './scripted-sandbox.ts';
import { Stir } from './stir.ts';

describe('tasks on the move', () => {
  test('are watched closely until what an engine said is recorded', () => {
    const stir = new Stir();
    stir.expect({ taskId: 'task-sleeper-1', atLeast: 'running' }, 0);
    stir.read([], 10);
    stir.read([engineTask('sleeper', 1, 'starting')], 20);
    expect(stir.pace(30).isHot).toBe(true);
    stir.read([engineTask('sleeper', 1, 'running')], 40);
    expect(stir.pace(50).isHot).toBe(false);
  });

  test('are not waited for without end', () => {
    const stir = new Stir();
    stir.expect({ taskId: 'gone', atLeast: 'running' }, 0);
    stir.read([], 10_000);
    expect(stir.pace(10_000).isHot).toBe(false);
  });

  test('are watched closely for a moment after an event', () => {
    const stir = new Stir();
    stir.stirred(1000, 200);
    expect(stir.pace(1100).isHot).toBe(true);
    expect(stir.pace(1300).isHot).toBe(false);
  });

  test('move while they come up, not while they wait for their turn or are told to end', () => {
    const moves = (state: string, desired: string) => {
      const stir = new Stir();
      stir.read([engineTask('sleeper', 1, state, { DesiredState: desired })], 0);
      return stir.pace(0).isMoving;
    };
    expect(moves('preparing', 'running')).toBe(true);
    expect(moves('running', 'running')).toBe(false);
    expect(moves('ready', 'ready')).toBe(false);
    expect(moves('running', 'shutdown')).toBe(false);
    expect(moves('failed', 'shutdown')).toBe(false);
  });
});
