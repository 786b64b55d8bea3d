import { describe, expect, test } from 'vitest';
import type { CheckOf, ClusterSnapshot } from '../../../contract/index.ts';
import {
  NOW,
  sampleMember,
  sampleService,
  sampleSnapshot,
  sampleTask,
  sampleWorld,
  withoutQuorum,
} from '../sample-world.ts';
import { service } from './service.ts';

const find = (expected: Partial<CheckOf<'service'>>, snapshot: ClusterSnapshot, baseline = snapshot) =>
  service.judge({ kind: 'service', title: 'x', service: 'sleeper', ...expected }, sampleWorld(snapshot, { baseline }));
const five = (fifth = {}) =>
  sampleSnapshot({
    services: [sampleService({ replicas: 5 })],
    tasks: [1, 2, 3, 4, 5].map((slot) => sampleTask(slot, slot === 5 ? fifth : {})),
  });

describe('a service', () => {
  test('is met with its spec and its tasks', () => {
    const wanted = { exists: true, mode: 'replicated', image: 'alpine', args: ['sleep', '100000'] } as const;
    expect(find({ ...wanted, args: [...wanted.args], replicas: 5, running: 5, converged: true }, five())).toEqual({
      state: 'met',
      because: 'sleeper is there: five of five run.',
    });
  });

  test('is not yet met while one task is on its way, which is named with its age', () => {
    const finding = find({ running: 5 }, five({ state: 'preparing', node: 'node3', stateAt: NOW - 3000 }));
    expect(finding).toEqual({
      state: 'notYet',
      because: 'Four of five run. sleeper.5 has been preparing on node3 for 3 s.',
      likely: 'Preparing is only a moment: the node looks for its image.',
    });
  });

  test('tells the words of a task that was rejected', () => {
    const finding = find({ running: 5 }, five({ state: 'rejected', error: 'No such image: alpin:latest' }));
    expect(finding.because).toBe('Four of five run. sleeper.5 was rejected on node5: No such image: alpin:latest.');
    expect(finding.likely).toContain('Is the name of the image right?');
  });

  test('tells why no node may take a task', () => {
    const pending = {
      state: 'pending',
      error: 'no suitable node (scheduling constraints not satisfied on 5 nodes)',
    } as const;
    const finding = find({ running: 5 }, five(pending));
    expect(finding.likely).toContain('(scheduling constraints not satisfied on 5 nodes)');
  });

  test('does not count a task that runs but is meant to stop', () => {
    expect(find({ running: 5 }, five({ desired: 'shutdown' })).because).toContain('Four of five run.');
  });

  test('asks for as many tasks as are wanted, not more or fewer', () => {
    expect(find({ replicas: 3 }, five()).because).toBe('sleeper asks for five tasks; three are wanted.');
    expect(find({ running: 3 }, five()).because).toBe('Five tasks run; three are wanted.');
  });

  test('under another name is told', () => {
    const snapshot = sampleSnapshot({ services: [sampleService({ name: 'sleepr' })] });
    expect(find({ exists: true }, snapshot)).toMatchObject({
      because: 'There is no service sleeper.',
      likely: expect.stringContaining('sleepr'),
    });
  });

  test('with another spec under the same name is told as taken', () => {
    const other = sampleSnapshot({ services: [sampleService({ image: 'redis:8' })] });
    expect(find({ image: 'alpine:3.22' }, other)).toMatchObject({
      because: 'sleeper uses the image redis:8; alpine:3.22 is wanted.',
      likely: expect.stringContaining('The name sleeper is taken'),
    });
    expect(find({ args: ['sleep', '5'] }, five()).because).toBe('sleeper runs “sleep 100000”; “sleep 5” is wanted.');
    expect(find({ mode: 'global' }, five()).because).toBe('sleeper is replicated, not global.');
  });

  test('compares images without digest and Docker Hub’s long form, and tags only where one is wanted', () => {
    const image = (found: string, wanted: string) =>
      find({ image: wanted }, sampleSnapshot({ services: [sampleService({ image: found })] })).state;
    expect(image('docker.io/library/alpine:3.22@sha256:1', 'alpine:3.22')).toBe('met');
    expect(image('alpine', 'alpine:latest')).toBe('met');
    expect(image('alpine:3.21', 'alpine:3.22')).toBe('notYet');
    expect(image('lab:5000/api:1', 'lab:5000/api')).toBe('met');
    expect(image('lab:5000/api:1', 'api')).toBe('notYet');
  });

  test('keeps its spec or was updated since the step was opened', () => {
    const updated = sampleSnapshot({ services: [sampleService({ version: 21 })] });
    const before = sampleSnapshot({ services: [sampleService()] });
    expect(find({ sameSpec: true }, before, before).state).toBe('met');
    expect(find({ sameSpec: true }, updated, before).because).toContain('was updated since this step was opened');
    expect(find({ sameSpec: false }, updated, before).state).toBe('met');
    const remade = sampleSnapshot({ services: [sampleService({ id: 'svc2' })] });
    expect(find({ sameSpec: true }, remade, before).because).toContain('was removed and made again');
  });

  test('that is global has converged with one task on each node that may take one', () => {
    const tasks = [1, 2, 3, 4].map((n) => sampleTask(n));
    const { replicas: _, ...global } = sampleService({ mode: 'global' });
    const members = [1, 2, 3, 4, 5].map((n) => sampleMember(n, n === 5 ? { availability: 'drain' } : {}));
    expect(find({ converged: true }, sampleSnapshot({ services: [global], tasks, members })).state).toBe('met');
    expect(find({ converged: true }, sampleSnapshot({ services: [global], tasks })).state).toBe('notYet');
    const onManagers = { ...global, constraints: ['node.role == manager'] };
    const three = sampleSnapshot({ services: [onManagers], tasks: tasks.slice(0, 3) });
    expect(find({ converged: true }, three).because).toBe('sleeper is there: three of three run.');
    const elsewhere = { ...global, constraints: ['node.hostname!=node5', 'node.labels.zone==a'] };
    expect(find({ converged: true }, sampleSnapshot({ services: [elsewhere], tasks })).because).toContain(
      'Four tasks run',
    );
  });

  test('has not converged while an update goes on', () => {
    const snapshot = (updateState: string) =>
      sampleSnapshot({ services: [sampleService({ updateState })], tasks: [sampleTask(1)] });
    expect(find({ converged: true }, snapshot('updating')).because).toBe('The update of sleeper is updating.');
    expect(find({ converged: true }, snapshot('completed')).state).toBe('met');
    expect(find({ converged: true }, snapshot('rollback_completed')).state).toBe('met');
  });

  test('that must be gone is met by its absence only', () => {
    expect(find({ exists: false }, sampleSnapshot()).state).toBe('met');
    expect(find({ exists: false }, five()).because).toBe('There is still a service sleeper.');
  });

  test('is not yet met without a quorum, and could not be checked while the managers are silent', () => {
    expect(find({ running: 1 }, withoutQuorum()).state).toBe('notYet');
    const silent = sampleSnapshot({ swarm: { ...sampleSnapshot().swarm, error: 'context deadline exceeded' } });
    expect(find({ running: 1 }, silent).state).toBe('couldNotCheck');
  });
});
