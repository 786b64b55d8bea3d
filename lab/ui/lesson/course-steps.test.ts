import { expect, test } from 'vitest';
import type { CourseOutline } from '../../contract/index.ts';
import { markOf, placeSteps, searchSteps } from './course-steps.ts';

const step = (id: string, title: string) => ({ id, title, minutes: 5 });
const course: CourseOutline = {
  id: 'c',
  title: 'Course',
  summary: '',
  nodes: ['node1'],
  minutes: 60,
  modules: [
    { id: 'one', title: 'Enter Swarm', steps: [step('a', 'Make a manager'), step('b', 'Add workers')] },
    { id: 'two', title: 'Services', steps: Array.from({ length: 10 }, (_, i) => step(`s${i}`, `Service ${i}`)) },
  ],
};
const steps = placeSteps(course);

test('steps are numbered over all modules', () => {
  expect(steps.map((p) => p.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(steps[2]).toMatchObject({ step: { id: 's0' }, module: { id: 'two' }, number: 3 });
  expect(placeSteps(undefined)).toEqual([]);
});

test('a number finds that step first, then those that begin with it', () => {
  expect(searchSteps(steps, '1').map((p) => p.number)).toEqual([1, 10, 11, 12]);
  expect(searchSteps(steps, ' 12 ').map((p) => p.number)).toEqual([12]);
});

test('words are found in titles and modules, all of them, in any case', () => {
  expect(searchSteps(steps, 'WORKERS').map((p) => p.step.id)).toEqual(['b']);
  expect(searchSteps(steps, 'swarm manager').map((p) => p.step.id)).toEqual(['a']);
  expect(searchSteps(steps, 'swarm service')).toEqual([]);
  expect(searchSteps(steps, '')).toHaveLength(12);
});

test('the open step is marked as such even when it was met', () => {
  const met = { a: 1, b: 2 };
  expect([markOf('a', 'b', met), markOf('b', 'b', met), markOf('s0', 'b', met)]).toEqual(['done', 'here', 'open']);
});
