import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import type { StepView } from '../../contract/index.ts';
import { FakeSocket, WELCOME } from '../connection/fake-socket.ts';
import { openSeat, type Seat } from '../connection/index.ts';
import { type Lesson, useLesson } from './use-lesson.ts';

let socket: FakeSocket;
let seat: Seat;
let lesson: Lesson;
const scope = effectScope();
const textOf = (id: string): StepView => ({
  id,
  title: id,
  minutes: 5,
  module: 'one',
  settleSeconds: 1,
  blocks: [],
  checks: [],
});
const fetchStep = vi.fn(async (_course: string, step: string) => textOf(step));

beforeEach(async () => {
  fetchStep.mockReset();
  fetchStep.mockImplementation(async (_course, step) => textOf(step));
  seat = openSeat({
    openSocket: () => {
      socket = new FakeSocket();
      return socket;
    },
    now: () => 0,
    random: () => 0,
    onNotice: () => undefined,
    onNoSeat: () => undefined,
    askSeat: async () => undefined,
  });
  scope.run(() => {
    lesson = useLesson(seat, fetchStep);
  });
  socket.welcome();
  await flushPromises();
});
afterEach(() => {
  seat.close();
});

test('the step the seat is at is fetched, and the one after it ahead', () => {
  expect(lesson.view.value?.id).toBe('a');
  expect(lesson.here.value?.number).toBe(1);
  expect(fetchStep.mock.calls).toEqual([
    ['course', 'a'],
    ['course', 'b'],
  ]);
});

test('next and previous cross modules and end at the ends of the course', async () => {
  expect(lesson.previous.value).toBeUndefined();
  lesson.go(lesson.next.value);
  lesson.go(lesson.next.value);
  await flushPromises();
  expect(lesson.view.value?.id).toBe('c');
  expect(lesson.here.value?.module.id).toBe('two');
  expect(lesson.next.value).toBeUndefined();
  expect(lesson.previous.value?.step.id).toBe('b');
  lesson.go(lesson.next.value);
  expect(lesson.here.value?.step.id).toBe('c');
});

test('a step that was opened on another page of the seat is shown here too', async () => {
  socket.say({ type: 'progress', progress: { step: 'c', met: { a: 5 } } });
  await flushPromises();
  expect(lesson.view.value?.id).toBe('c');
  expect(lesson.isMet.value).toBe(false);
});

test('an edited course is fetched again', async () => {
  fetchStep.mockImplementation(async (_course, step) => ({ ...textOf(step), title: 'edited' }));
  socket.say({ type: 'courseChanged', course: WELCOME.course });
  await flushPromises();
  expect(lesson.view.value?.title).toBe('edited');
});

test('a text that did not come is told, and fetched again when it is asked for', async () => {
  fetchStep.mockRejectedValue(new Error('no line'));
  lesson.go(lesson.next.value);
  lesson.go(lesson.next.value);
  await flushPromises();
  expect(lesson.problem.value).not.toBe('');
  fetchStep.mockImplementation(async (_course, step) => textOf(step));
  lesson.fetchAgain();
  await flushPromises();
  expect(lesson.problem.value).toBe('');
  expect(lesson.view.value?.id).toBe('c');
});

test('a slow answer for a step that was left does not replace the open one', async () => {
  let answer: (view: StepView) => void = () => undefined;
  fetchStep.mockImplementation((_course, step) =>
    step === 'c' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(textOf(step)),
  );
  socket.say({ type: 'progress', progress: { step: 'c', met: {} } });
  await flushPromises();
  socket.say({ type: 'progress', progress: { step: 'a', met: {} } });
  await flushPromises();
  answer(textOf('c'));
  await flushPromises();
  expect(lesson.view.value?.id).toBe('a');
});
