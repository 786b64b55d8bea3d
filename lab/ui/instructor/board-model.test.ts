import { expect, test } from 'vitest';
import type { BoardAnswer, BoardRow } from '../../contract/index.ts';
import { WELCOME } from '../connection/fake-socket.ts';
import { boardLines, commandWords, filterLines, stepCounts } from './board-model.ts';

const NOW = 100 * 60_000;
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;
function row(name: string, change: Partial<BoardRow> = {}): BoardRow {
  const progress = { step: 'b', met: { a: minutesAgo(30) } };
  return {
    seat: name,
    name,
    course: 'course',
    online: true,
    sandbox: 'ready',
    progress,
    stepSince: minutesAgo(2),
    ...change,
  };
}
function lines(...rows: BoardRow[]) {
  const answer: BoardAnswer = { now: NOW, courses: [WELCOME.course], rows };
  return boardLines(answer, WELCOME.course, NOW);
}

test('who needs the instructor stands on top, and longest first', () => {
  const done = { step: 'c', met: { a: 1, b: 2, c: 3 } };
  const shown = lines(
    row('plain'),
    row('done', { progress: done }),
    row('gone', { online: false, stepSince: minutesAgo(90) }),
    row('slow', { stepSince: minutesAgo(11) }),
    row('stuck', { stepSince: minutesAgo(25) }),
    row('stuck longer', { stepSince: minutesAgo(40) }),
    row('no cluster', { sandbox: 'failed' }),
  );
  expect(shown.map((l) => l.row.name)).toEqual([
    'stuck longer',
    'stuck',
    'no cluster',
    'slow',
    'plain',
    'gone',
    'done',
  ]);
  expect(shown.map((l) => l.mood)).toEqual(['stuck', 'stuck', 'failed', 'slow', 'plain', 'offline', 'done']);
});

test('a learner who has met the step and stays there is not stuck', () => {
  const progress = { step: 'a', met: { a: minutesAgo(50) } };
  expect(lines(row('rests', { progress, stepSince: minutesAgo(60) }))[0]?.mood).toBe('plain');
});

test('learners of other courses are not on this board', () => {
  expect(lines(row('here'), row('elsewhere', { course: 'other' })).map((l) => l.row.name)).toEqual(['here']);
});

test('each step shows whether it is met, open, or the one the learner is at', () => {
  const [line] = lines(row('x'));
  expect(line).toMatchObject({ number: 2, title: 'Step b', done: 1, atStepMs: 120_000 });
  expect(line?.cells.map((c) => c.state)).toEqual(['done', 'here', 'open']);
});

test('steps are counted over all learners', () => {
  const shown = lines(row('x'), row('y', { progress: { step: 'c', met: { a: 1, b: 2 } } }));
  expect(stepCounts(shown)).toEqual([
    { met: 2, here: 0 },
    { met: 1, here: 1 },
    { met: 0, here: 1 },
  ]);
});

test('the filter looks at names, steps and reasons', () => {
  const shown = lines(row('Ada'), row('Grace', { failing: 'node5 is still active.' }));
  expect(filterLines(shown, 'ada').map((l) => l.row.name)).toEqual(['Ada']);
  expect(filterLines(shown, 'node5 step').map((l) => l.row.name)).toEqual(['Grace']);
  expect(filterLines(shown, ' ')).toHaveLength(2);
  expect(filterLines(shown, 'nobody')).toEqual([]);
});

test('the last command is told with its end and how long ago', () => {
  const command = { text: 'for n in 1 2; do\n  false\ndone', node: 'node2', shell: 'main', startedAt: minutesAgo(3) };
  expect(commandWords({ ...command, ms: 60_000, exitCode: 1 }, NOW)).toEqual({
    text: command.text,
    line: 'for n in 1 2; do false done',
    how: 'node2, exit 1, 2 min ago',
    tone: 'warn',
  });
  expect(commandWords({ ...command, ms: 10, exitCode: 130 }, NOW)).toMatchObject({
    how: 'node2, exit 130, 2 min ago',
    tone: '',
  });
  expect(commandWords({ ...command, ms: 10, exitCode: 0 }, NOW).how).toBe('node2, ok, 2 min ago');
  expect(commandWords(command, NOW).how).toBe('node2, runs 3 min');
  expect(commandWords({ ...command, ms: 60_000 }, NOW).how).toBe('node2, shell gone, 2 min ago');
});
