import { describe, expect, test } from 'vitest';
import { type CheckOf, checkSchema } from '../../../contract/index.ts';
import { sampleSnapshot } from '../sample-world.ts';
import { expectation } from './index.ts';

const ask = (expected: object, evidence: object) => {
  const check = checkSchema.parse({ kind: 'answer', title: 'x', ask: 'x?', expect: expected }) as CheckOf<'answer'>;
  return expectation(check, { snapshot: sampleSnapshot(), evidence });
};
const judged = (expected: object, evidence: object, given: string) => {
  const found = ask(expected, evidence);
  return 'trouble' in found ? found.trouble : found.accepts(given) && found.fact(given);
};

describe('the node where a line was written', () => {
  const expected = { value: 'nodeOfLog', service: 'api', text: 'marker' };
  const lines = [
    { text: 'other', taskId: 't1', memberId: 'id1abcdef' },
    { text: 'a marker', taskId: 't4', memberId: 'id4abcdef' },
  ];
  test('is that of the task, by name or id', () => {
    expect(judged(expected, { lines }, 'node4')).toBe('The line was written on node4.');
    expect(judged(expected, { lines }, 'id4abc')).toBe('The line was written on node4.');
    expect(judged(expected, { lines }, 'node1')).toBe(false);
  });
  test('is not known before there is such a line', () => {
    expect(judged(expected, { lines: [] }, 'node4')).toBe('No line in the log of api has “marker” yet.');
  });
});

describe('a value of a service', () => {
  const service = { Spec: { Order: 'start-first' }, PreviousSpec: { Image: 'a:5000/api:1.0@sha256:0123' } };
  test('is what docker service inspect prints at its place', () => {
    expect(judged({ value: 'inspected', service: 'api', at: 'Spec.Order' }, { service }, 'Start-First')).toBeTruthy();
    expect(judged({ value: 'inspected', service: 'api', at: 'Spec.Order' }, { service }, 'stop-first')).toBe(false);
  });
  test('that is an image goes by its name', () => {
    const expected = { value: 'inspected', service: 'api', at: 'PreviousSpec.Image' };
    expect(judged(expected, { service }, 'a:5000/api:1.0')).toBe('api has a:5000/api:1.0 there.');
    expect(judged(expected, { service }, 'a:5000/api:2.0')).toBe(false);
  });
  test('may not be there', () => {
    expect(judged({ value: 'inspected', service: 'api', at: 'UpdateStatus.State' }, { service }, 'x')).toBe(
      'api has no UpdateStatus.State now.',
    );
  });
});
