import { expect, test } from 'vitest';
import { changeWords, checksLine, whyWords } from './check-words.ts';

const met = (index: number) => ({ index, state: 'met', because: 'It is so.' }) as const;

test('a met check needs no sentence, one that is not says what was found and the likely cause', () => {
  expect(whyWords(met(0))).toBe('');
  expect(whyWords({ index: 0, state: 'notYet', because: 'Two of three run.', likely: 'One is still starting.' })).toBe(
    'Two of three run. One is still starting.',
  );
});

test('what could not be checked is said as no fault of the learner, once', () => {
  expect(whyWords({ index: 0, state: 'couldNotCheck', because: 'node3 did not answer in 2 s.' })).toBe(
    'Could not check: node3 did not answer in 2 s. This is not your mistake; it is tried again by itself.',
  );
  const said = 'Could not check: node3 is busy. This is not your mistake; it is tried again in 5 s.';
  expect(whyWords({ index: 0, state: 'couldNotCheck', because: said })).toBe(said);
});

test('the line over the checks counts, then says that the step is done', () => {
  const verdicts = [met(0), met(1)];
  expect(checksLine({ number: 3, verdicts, total: 4, isMet: false })).toEqual({ isDone: false, words: '2 of 4' });
  expect(checksLine({ number: 3, verdicts, total: 2, isMet: true }).words).toBe('Step 3 is done. Both checks hold.');
  expect(checksLine({ number: 3, verdicts: [met(0)], total: 1, isMet: true }).words).toBe(
    'Step 3 is done. Its check holds.',
  );
  expect(checksLine({ number: 3, verdicts: [0, 1, 2, 3].map(met), total: 4, isMet: true }).words).toBe(
    'Step 3 is done. All four checks hold.',
  );
});

test('a step that was done once stays done and says what holds now', () => {
  expect(checksLine({ number: 3, verdicts: [met(0)], total: 4, isMet: true })).toEqual({
    isDone: true,
    words: 'Step 3 was done. 1 of 4 hold now.',
  });
});

test('a screen reader is told of changed states only', () => {
  const titles = ['A runs', 'B runs'];
  expect(changeWords(titles, ['notYet', undefined], ['met', 'notYet'])).toBe('Met: A runs. Not yet: B runs.');
  expect(changeWords(titles, ['notYet', 'met'], ['notYet', 'met'])).toBe('');
  expect(changeWords(titles, ['notYet', 'met'], ['holding', 'met'])).toBe('');
});
