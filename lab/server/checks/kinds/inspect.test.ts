import { describe, expect, test } from 'vitest';
import { type CheckOf, checkSchema } from '../../../contract/index.ts';
import { sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { inspect } from './inspect.ts';

const read = (expected: object) =>
  checkSchema.parse({
    kind: 'inspect',
    title: 'x',
    service: 'packer',
    at: 'Spec.A.max-size',
    ...expected,
  }) as CheckOf<'inspect'>;
const judge = (service: object | undefined, expected: object) =>
  inspect.judge(read(expected), sampleWorld(sampleSnapshot(), { evidence: service ? { service } : {} }));

describe('what docker service inspect prints', () => {
  test('is met with the value that is wanted at its place', () => {
    expect(judge({ Spec: { A: { 'max-size': '1m' } } }, { equals: '1m' })).toEqual({
      state: 'met',
      because: 'packer has the Spec.A.max-size 1m.',
    });
    expect(judge({ Spec: { A: { 'max-size': 9 } } }, { atLeast: 9, atMost: 9 }).state).toBe('met');
  });

  test('says what is there instead, by the name that the course has for it', () => {
    const wanted = { equals: '1m', called: 'limit of its log' };
    expect(judge({ Spec: { A: { 'max-size': '9m' } } }, wanted).because).toBe(
      'packer has the limit of its log 9m; 1m is wanted.',
    );
    expect(judge({ Spec: {} }, wanted).because).toBe('packer has no limit of its log; 1m is wanted.');
    expect(judge({ Spec: { A: null } }, { atMost: 3 }).because).toBe(
      'packer has no Spec.A.max-size; at most 3 is wanted.',
    );
    expect(judge({ Spec: { A: { 'max-size': 8 } } }, { atLeast: 9 }).because).toContain('8; at least 9 is wanted');
    expect(judge(undefined, wanted).because).toBe('There is no service packer.');
  });

  test('needs a value that is wanted', () => {
    expect(() => read({})).toThrow('needs equals, atLeast or atMost');
  });
});
