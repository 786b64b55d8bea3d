import { describe, expect, test } from 'vitest';
import type { CheckOf, ClusterSnapshot } from '../../../contract/index.ts';
import { NOW, sampleService, sampleSnapshot, sampleTask, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { task } from './task.ts';

const find = (expected: Partial<CheckOf<'task'>>, snapshot: ClusterSnapshot, baseline = snapshot) =>
  task.judge({ kind: 'task', title: 'x', service: 'sleeper', ...expected }, sampleWorld(snapshot, { baseline }));
const world = (...tasks: ReturnType<typeof sampleTask>[]) => sampleSnapshot({ services: [sampleService()], tasks });

const before = world(sampleTask(1));
const dead = sampleTask(1, { state: 'failed', desired: 'shutdown', stateAt: NOW - 2000, exitCode: 137 });
const heir = sampleTask(1, { id: 'heir', node: 'node4', createdAt: NOW - 1900 });

describe('a task that is replaced', () => {
  test('is met when one ended since and a newer one runs in its slot', () => {
    expect(find({ replaced: true }, world(dead, heir), before)).toEqual({
      state: 'met',
      because: 'sleeper.1 runs on node4; the task before it is failed.',
    });
  });

  test('is not yet met while the same task runs, and tells where', () => {
    const finding = find({ replaced: true }, before);
    expect(finding.because).toBe('No task ended since this step was opened: sleeper.1 still runs.');
    expect(finding.likely).toContain('node1');
  });

  test('is not yet met while the next one waits to start', () => {
    const waiting = { ...heir, state: 'ready', desired: 'ready' } as const;
    const finding = find({ replaced: true }, world(dead, waiting), before);
    expect(finding.because).toBe('sleeper.1 ended 2 s ago. Its replacement: sleeper.1 is ready on node4.');
    expect(finding.likely).toContain('five seconds');
  });

  test('is not met by what was replaced before the step was opened', () => {
    const after = world(dead, heir);
    expect(find({ replaced: true }, after, after).state).toBe('notYet');
  });

  test('is not met by a task in another slot', () => {
    const other = sampleTask(2, { id: 'other', createdAt: NOW - 1000 });
    expect(find({ replaced: true }, world(dead, other), before).state).toBe('notYet');
  });

  test('is not met by a new service of the same name', () => {
    const remade = sampleSnapshot({
      services: [sampleService({ id: 'svc2' })],
      tasks: [dead, sampleTask(1, { id: 'new', serviceId: 'svc2' })],
    });
    expect(find({ replaced: true }, remade, before).state).toBe('notYet');
  });
});

describe('the places of tasks', () => {
  const all = [1, 2, 3, 4, 5].map((slot) => sampleTask(slot));

  test('fill exactly the slots that are wanted', () => {
    expect(find({ slots: 5 }, world(...all)).because).toBe(
      'Five tasks of sleeper run on node1, node2, node3, node4 and node5.',
    );
    expect(find({ slots: 5 }, world(...all.slice(0, 4))).because).toBe('No task runs in slot 5.');
    expect(find({ slots: 4 }, world(...all)).because).toBe('Five slots are filled; only four are wanted.');
  });

  test('are not on a node that must be empty', () => {
    const moved = all.map((t) => (t.slot === 5 ? { ...t, id: 'moved', node: 'node1' } : t));
    const left = sampleTask(5, { state: 'shutdown', desired: 'shutdown' });
    expect(find({ notOn: ['node5'] }, world(...moved, left)).state).toBe('met');
    const finding = find({ notOn: ['node5'] }, world(...all));
    expect(finding.because).toBe('sleeper.5 is still meant to run on node5.');
  });

  test('are spread when no node has more than it should', () => {
    expect(find({ maxOn: 1 }, world(...all)).state).toBe('met');
    const crowded = all.map((t) => ({ ...t, node: 'node1' }));
    expect(find({ maxOn: 2 }, world(...crowded)).because).toBe('node1 runs five tasks; at most two are wanted.');
  });

  test('could not be checked while the managers are silent', () => {
    const silent = sampleSnapshot({ swarm: { ...sampleSnapshot().swarm, error: 'no leader' } });
    expect(find({ slots: 1 }, silent).state).toBe('couldNotCheck');
    expect(find({ slots: 1 }, withoutQuorum()).state).toBe('notYet');
  });
});

describe('tasks that are new', () => {
  const judge = (createdAt: number[]) => {
    const tasks = createdAt.map((at, i) => sampleTask(i + 1, { createdAt: at }));
    const snapshot = sampleSnapshot({ services: [sampleService({ replicas: tasks.length })], tasks });
    const check = { kind: 'task', title: 'x', service: 'sleeper', newerThanStep: true } as const;
    return task.judge(check, sampleWorld(snapshot));
  };

  test('are all younger than the step', () => {
    expect(judge([NOW + 1, NOW + 2]).state).toBe('met');
    expect(judge([NOW - 1, NOW + 2]).because).toBe('sleeper.1 runs since before this step was opened.');
  });
});

describe('a task that has failed', () => {
  test('is met by one that did since the step was opened, with its exit code where one is wanted', () => {
    expect(find({ failed: true }, world(dead, heir), before).state).toBe('met');
    expect(find({ failed: 137 }, world(dead, heir), before).state).toBe('met');
    expect(find({ failed: 1 }, world(dead, heir), before).because).toBe(
      'sleeper.1 failed with exit code 137; 1 is wanted.',
    );
  });

  test('is not yet met by one that failed before, or by none', () => {
    expect(find({ failed: true }, before).because).toBe('No task of sleeper has failed since this step was opened.');
    expect(find({ failed: true }, world(dead, heir), world(dead, heir)).state).toBe('notYet');
  });
});

describe('an image that was tried', () => {
  const container = (state: string, createdAt = NOW) => ({
    ...{ key: 'node4/c1', id: 'c1', node: 'node4', name: 'sleeper.1.heir', service: 'sleeper', taskId: 'heir' },
    ...{ image: 'a:5000/api:3.0@sha256:0123', state, createdAt },
  });
  const seen = (...containers: ReturnType<typeof container>[]) =>
    find({ tried: 'a:5000/api:3.0' }, { ...world(heir), containers }, before);

  test('is met by a container that was made from it since the step was opened, and has ended', () => {
    expect(seen(container('exited')).state).toBe('met');
  });

  test('is not yet met while it runs, by an older one, or by none', () => {
    expect(seen(container('running')).because).toBe(
      'The task with a:5000/api:3.0 on node4 is there, and has not ended yet.',
    );
    expect(seen(container('exited', NOW - 60_000)).because).toContain('No task of sleeper was made with the image');
    expect(seen().state).toBe('notYet');
  });
});
