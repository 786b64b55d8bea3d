import { describe, expect, it } from 'vitest';
import { planRehearsal } from './plan.ts';
import { courseOf, stepOf } from './replay.fixtures.ts';

const course = courseOf([
  { id: 'first', start: 'engines', steps: [stepOf('a'), stepOf('b')] },
  { id: 'second', start: { after: 'first' }, steps: [stepOf('c'), stepOf('d')] },
  { id: 'third', start: { after: 'second' }, steps: [stepOf('e')] },
  { id: 'branch', start: { after: 'first' }, steps: [stepOf('f')] },
  { id: 'other', start: 'engines', steps: [stepOf('g')] },
]);
/** Judged steps in capitals, those that are only played in small letters. */
const shown = (selection: Parameters<typeof planRehearsal>[1]) =>
  planRehearsal(course, selection).map(({ module, steps }) => {
    const names = steps.map(({ step, judged }) => (judged ? step.view.id.toUpperCase() : step.view.id));
    return `${module.id}: ${names.join('')}`;
  });

describe('the plan of a rehearsal', () => {
  it('plays modules that follow one another in one cluster, and judges each step once', () => {
    expect(shown({})).toEqual(['second: abCDE', 'first: ABF', 'other: G']);
  });

  it('plays what leads to a module that was asked for', () => {
    expect(shown({ modules: ['third'] })).toEqual(['third: abcdE']);
    expect(shown({ modules: ['first', 'third'] })).toEqual(['first: ABcdE']);
  });

  it('ends with the last step that was asked for, and judges no other', () => {
    expect(shown({ steps: ['c'] })).toEqual(['second: abC']);
    expect(shown({ modules: ['first'], steps: ['b'] })).toEqual(['first: aB']);
  });

  it('refuses a module or a step that is not there, and says which are', () => {
    expect(() => shown({ modules: ['fourth'] })).toThrow(
      'no module fourth. There are first, second, third, branch, other',
    );
    expect(() => shown({ modules: ['first'], steps: ['c'] })).toThrow('no step c. There are a, b');
  });
});
