import { describe, expect, test } from 'vitest';
import type { CheckOf, ServiceView, TaskView } from '../../../contract/index.ts';
import type { ImageHolders } from '../image-holders.ts';
import { sampleService, sampleSnapshot, sampleTask, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { type StackEvidence, stack } from './stack.ts';

const of = (name: string, changes: Partial<ServiceView> = {}): ServiceView =>
  sampleService({
    id: name,
    name: `devcoin_${name}`,
    stack: 'devcoin',
    image: `127.0.0.1:5000/devcoin/${name}:1.0`,
    ...changes,
  });
const taskOf = (name: string, slot: number, changes: Partial<TaskView> = {}): TaskView =>
  sampleTask(slot, { id: `${name}${slot}`, serviceId: name, serviceName: `devcoin_${name}`, slot: 1, ...changes });

const find = (
  snapshot: ReturnType<typeof sampleSnapshot>,
  expected: Partial<CheckOf<'stack'>> = {},
  holders: ImageHolders = {},
) =>
  stack.judge(
    { kind: 'stack', title: 'x', stack: 'devcoin', exists: true, ...expected },
    sampleWorld<StackEvidence>(snapshot, { evidence: { holders } }),
  );
const two = (miner: Partial<TaskView> = {}, service: Partial<ServiceView> = {}) =>
  sampleSnapshot({
    services: [of('api'), of('miner', service)],
    tasks: [taskOf('api', 1), taskOf('miner', 2, miner)],
  });
const wanted = { services: ['api', 'miner'], converged: true };

describe('a stack', () => {
  test('is met with its services, all of which run', () => {
    expect(find(two(), wanted)).toEqual({
      state: 'met',
      because: 'Two services belong to the stack devcoin, and all run.',
    });
  });

  test('that is not there is told, and one under another name', () => {
    expect(find(sampleSnapshot()).because).toBe('There is no service of a stack devcoin.');
    const other = sampleSnapshot({ services: [of('api', { stack: 'devcion' })] });
    expect(find(other).likely).toContain('There is a stack devcion.');
    const older = of('page', { stack: 'web', createdAt: 1 });
    const two = sampleSnapshot({ services: [older, of('api', { stack: 'devcion', createdAt: 2 })] });
    expect(find(two).likely).toContain('There is a stack devcion.');
  });

  test('lacks services that its file has', () => {
    const finding = find(sampleSnapshot({ services: [of('api')], tasks: [taskOf('api', 1)] }), wanted);
    expect(finding.because).toBe('The stack devcoin has api; miner is missing.');
    expect(finding.likely).toContain('its last line says why');
  });

  test('names a service that does not run, and what its task said', () => {
    const rejected = { state: 'rejected', desired: 'shutdown', error: 'No such image: devcoin/miner:1.0' } as const;
    const image = 'devcoin/miner:1.0';
    const finding = find(two(rejected, { image: `${image}@sha256:1` }), wanted, { [image]: ['node1'] });
    expect(finding.because).toBe(
      'devcoin_miner: Its task does not run. devcoin_miner.1 was rejected on node2: No such image: devcoin/miner:1.0.',
    );
    expect(finding.likely).toContain('Only node1 has devcoin/miner:1.0. Push it to a registry');
  });

  test('tells the registry where the name of the image begins with one', () => {
    const rejected = { state: 'rejected', desired: 'shutdown', error: 'No such image: 127.0.0.1:5000/…' } as const;
    const finding = find(two(rejected), wanted, { '127.0.0.1:5000/devcoin/miner:1.0': ['node1'] });
    expect(finding.likely).toContain('lost its images when its task moved');
  });

  test('tells that no node fits a constraint', () => {
    const pending = {
      state: 'pending',
      error: 'no suitable node (scheduling constraints not satisfied on 5 nodes)',
    } as const;
    expect(find(two(pending), wanted).likely).toContain('constraints');
  });

  test('counts all that do not run, and tells the one that failed before one that is on its way', () => {
    const snapshot = sampleSnapshot({
      services: [of('api'), of('miner')],
      tasks: [
        taskOf('api', 1, { state: 'preparing' }),
        taskOf('miner', 2, { state: 'failed', desired: 'shutdown', exitCode: 78, error: 'task: non-zero exit (78)' }),
      ],
    });
    const { because } = find(snapshot, wanted);
    expect(because).toContain('Two of two services do not run: devcoin_api and devcoin_miner. devcoin_miner: ');
    expect(because).toContain('exit code 78');
  });

  test('that must be gone is met by its absence only', () => {
    expect(find(sampleSnapshot({ services: [sampleService()] }), { exists: false }).state).toBe('met');
    expect(find(two(), { exists: false }).because).toBe('The stack devcoin is there: devcoin_api and devcoin_miner.');
  });

  test('is not yet met without a quorum', () => {
    expect(find(withoutQuorum({ services: two().services }), wanted).because).toContain('no quorum');
  });
});
