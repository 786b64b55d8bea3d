import { describe, expect, test } from 'vitest';
import { type CheckOf, checkSchema } from '../../../contract/index.ts';
import type { HttpAnswer } from '../http-request.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { metric } from './metric.ts';

const read = (expected: object) =>
  checkSchema.parse({
    ...{ kind: 'metric', title: 'x', node: 'node1', query: 'count(up == 1)', called: 'targets that answer' },
    ...expected,
  }) as CheckOf<'metric'>;
const judge = (answer: HttpAnswer, expected: object, nodes = [sampleNode(1)]) =>
  metric.judge(read(expected), sampleWorld(sampleSnapshot({ nodes }), { evidence: { answer } }));
const says = (body: unknown, status = 200): HttpAnswer => ({ status, headers: {}, body: JSON.stringify(body) });
/** An answer with one value, or with none. */
const value = (text?: string) =>
  says({ status: 'success', data: { resultType: 'vector', result: text ? [{ metric: {}, value: [1, text] }] : [] } });

describe('a metric', () => {
  test('is met with the value that is wanted, and says what there is until then', () => {
    expect(judge(value('5'), { equals: 5 })).toEqual({
      state: 'met',
      because: 'Prometheus sees 5 targets that answer.',
    });
    expect(judge(value('4'), { equals: 5 }).because).toBe('Prometheus sees 4 targets that answer; 5 are wanted.');
    expect(judge(value('0.5'), { atLeast: 1 }).because).toBe(
      'Prometheus sees 0.5 targets that answer; at least 1 is wanted.',
    );
  });

  test('that has no value counts as 0: an alert that does not fire is not there at all', () => {
    expect(judge(value(), { equals: 0 }).state).toBe('met');
    expect(judge(value(), { atLeast: 1 }).because).toContain('sees 0 targets');
  });

  test('cannot be had from what is no Prometheus, is not there, or is on a node that is off', () => {
    expect(judge(says('<html>'), { equals: 1 }).because).toBe('What answers on port 9090 of node1 is not Prometheus.');
    expect(judge(says({ status: 'error' }, 400), { equals: 1 }).because).toBe('node1:9090 answers 400; 200 is wanted.');
    expect(judge({ failed: 'refused' }, { equals: 1 }).because).toContain('Nothing listens on port 9090 of node1');
    expect(judge(value('1'), { equals: 1 }, [sampleNode(1, { power: 'stopped' })]).because).toContain('stopped');
  });

  test('needs a value that is wanted', () => {
    expect(() => read({})).toThrow('needs equals or atLeast');
  });
});
