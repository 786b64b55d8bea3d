import { expect, test } from 'vitest';
import type { Draft } from '../editor/index.ts';
import { newFile, takeReading, textOf } from './open-file.ts';

/** A file that was read, with edits if a text is given. */
function opened(text: string, edited?: string) {
  const file = newFile('node1', '~/a.yml');
  let now = edited ?? text;
  const draft: Partial<Draft> = {
    get text() {
      return now;
    },
    replace: (other) => {
      now = other;
    },
  };
  return Object.assign(file, {
    state: 'text' as const,
    base: { text, version: `v of ${text}` },
    draft: draft as Draft,
    isEdited: edited !== undefined,
  });
}
const reading = (text: string) => ({ text, version: `v of ${text}` });

test('a file without edits follows the node', () => {
  const file = opened('one');
  takeReading(file, reading('two'));
  expect([textOf(file), file.base.text, file.isEdited, file.theirs]).toEqual(['two', 'two', false, undefined]);
});

test('a file with edits keeps both texts', () => {
  const file = opened('one', 'mine');
  takeReading(file, reading('theirs'));
  expect([textOf(file), file.base.text, file.isEdited, file.theirs?.text]).toEqual(['mine', 'one', true, 'theirs']);
});

test('there is nothing to settle when both have the same, or the node has its old text again', () => {
  const same = opened('one', 'mine');
  takeReading(same, reading('mine'));
  expect([same.isEdited, same.theirs, same.base.version]).toEqual([false, undefined, 'v of mine']);
  const back = opened('one', 'mine');
  takeReading(back, reading('theirs'));
  takeReading(back, reading('one'));
  expect([back.isEdited, back.theirs, textOf(back)]).toEqual([true, undefined, 'mine']);
});
