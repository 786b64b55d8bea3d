import { describe, expect, test } from 'vitest';
import { type CheckOf, type ClusterSnapshot, checkSchema } from '../../../contract/index.ts';
import { sampleService, sampleSnapshot, sampleTask } from '../sample-world.ts';
import { expectation } from './index.ts';

const judged = (
  expected: object,
  evidence: object | undefined,
  given: string,
  snapshot: ClusterSnapshot = sampleSnapshot(),
) => {
  const check = checkSchema.parse({ kind: 'answer', title: 'x', ask: 'x?', expect: expected }) as CheckOf<'answer'>;
  const found = expectation(check, { snapshot, ...(evidence ? { evidence } : {}) });
  return 'trouble' in found ? found.trouble : found.accepts(given) && found.fact(given);
};

describe('the virtual address of a service', () => {
  const expected = { value: 'virtualIp', service: 'miner', network: 'private' };
  test('is right with the length of its network and without', () => {
    expect(judged(expected, { address: '10.0.2.5' }, '10.0.2.5/24')).toBe('10.0.2.5 stands for all tasks of miner.');
    expect(judged(expected, { address: '10.0.2.5' }, ' 10.0.2.5')).toBeTruthy();
    expect(judged(expected, { address: '10.0.2.5' }, '10.0.2.6')).toBe(false);
  });
  test('may not be there', () => {
    expect(judged(expected, {}, 'x')).toBe('miner has no virtual address on private now.');
  });
});

describe('the nodes on a network', () => {
  const expected = { value: 'nodesOnNetwork', network: 'private' };
  const services = [
    sampleService({ networks: ['private'] }),
    sampleService({ id: 'svc2', name: 'other', networks: [] }),
  ];
  const tasks = [
    sampleTask(1),
    sampleTask(2),
    sampleTask(3, { id: 'x', node: 'node2' }),
    sampleTask(4, { serviceId: 'svc2' }),
  ];
  test('are counted once each, and only those of its services', () => {
    const world = sampleSnapshot({ services, tasks });
    expect(judged(expected, undefined, '2', world)).toBe('Tasks on private run on node1 and node2.');
    expect(judged(expected, undefined, 'two nodes', world)).toBeTruthy();
    expect(judged(expected, undefined, '3', world)).toBe(false);
  });
  test('may be none', () => {
    expect(judged(expected, undefined, '0')).toBe('No task on private runs now.');
  });
});

describe('what a program prints', () => {
  const expected = { value: 'execOutput', service: 'sleeper', run: ['cat', '/run/secrets/x'] };
  test('is compared to the letter, space around it aside', () => {
    expect(judged(expected, { output: 'a b\n' }, 'a b ')).toBe('That is what sleeper has.');
    expect(judged(expected, { output: 'a b' }, 'A b')).toBe(false);
  });
  test('may be nothing', () => {
    expect(judged(expected, {}, '')).toContain('nothing to be read');
  });
});
