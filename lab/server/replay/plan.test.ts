import { describe, expect, it } from 'vitest';
import { planRehearsal } from './plan.ts';
import { courseOf, stepOf } from './replay.fixtures.ts';

const course = courseOf([
  { id: 'first', start: 'engines', steps: [stepOf('a'), stepOf('b')] },
  { id: 'second', start: { after: 'first' }, steps: [stepOf('c'), stepOf('d')] },
  { id: 'third', start: { after: 'second' }, steps: [stepOf('e')] },
]);
const shown = (selection: Parameters<typeof planRehearsal>[1]) =>
  planRehearsal(course, selection).map(({ module, before, steps, judged }) => ({
    module: module.id,
    before: before.map((step) => step.view.id).join(''),
    steps: steps.map((step) => step.view.id).join(''),
    judged: [...judged].join(''),
  }));

describe('the plan of a rehearsal', () => {
  it('gives each module a part of its own, after all that it builds on', () => {
    expect(shown({})).toEqual([
      { module: 'first', before: '', steps: 'ab', judged: 'ab' },
      { module: 'second', before: 'ab', steps: 'cd', judged: 'cd' },
      { module: 'third', before: 'abcd', steps: 'e', judged: 'e' },
    ]);
  });

  it('ends with the last step that was asked for, and judges no other', () => {
    expect(shown({ steps: ['c'] })).toEqual([{ module: 'second', before: 'ab', steps: 'c', judged: 'c' }]);
    expect(shown({ modules: ['first'], steps: ['b'] })).toEqual([
      { module: 'first', before: '', steps: 'ab', judged: 'b' },
    ]);
  });

  it('refuses a module or a step that is not there, and says which are', () => {
    expect(() => shown({ modules: ['fourth'] })).toThrow('no module fourth. There are first, second, third');
    expect(() => shown({ modules: ['first'], steps: ['c'] })).toThrow('no step c. There are a, b');
  });
});
