import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { smallestEdit } from './smallest-edit.ts';
import { createTextEditor, type TextEditor } from './text-editor.ts';

let editor: TextEditor;
beforeEach(() => {
  const parent = document.createElement('div');
  document.body.append(parent);
  editor = createTextEditor(parent);
});
afterEach(() => {
  editor.close();
  document.body.innerHTML = '';
});

const open = (text: string, path = '/root/a.yml', onEdit = vi.fn()) =>
  editor.open({
    path,
    text,
    isWrapped: false,
    label: path,
    onEdit,
    onMove: vi.fn(),
    onFindings: vi.fn(),
    onSave: vi.fn(),
  });

test.each(['a: 1\nb: 2\n', 'a: 1\r\nb: 2\r\n', 'mixed\r\nends\n', 'an old\rend', '\ufeffmark\n', ''])(
  'a text comes out as it went in: %j',
  (text) => {
    const draft = open(text);
    expect(draft.text).toBe(text);
    editor.show(draft);
    expect(draft.text).toBe(text);
  },
);

test.each([
  ['a\nb\nc\n', 'a\nx\nc\n'],
  ['a\r\nb\r\n', 'a\r\nb\r\nc\r\n'],
  ['aaa', 'aa'],
  ['', 'new'],
])('a text is put in the place of another: %j, %j', (before, after) => {
  const draft = open(before);
  editor.show(draft);
  draft.replace(after);
  expect(draft.text).toBe(after);
});

test('only what differs is replaced', () => {
  expect(smallestEdit('one two three', 'one 2 three')).toEqual({ from: 4, to: 7, insert: '2' });
  expect(smallestEdit('same', 'same')).toBeUndefined();
});

test('a draft that is hidden keeps its text and its line, and can be changed', () => {
  const [first, second] = [open('1\n2\n3\n'), open('x\n')];
  editor.show(first);
  first.goTo(3);
  editor.show(second);
  expect([first.line, first.text, second.line]).toEqual([3, '1\n2\n3\n', 1]);
  first.replace('1\n2\n3\n4\n');
  editor.show(first);
  expect([first.line, first.text]).toEqual([3, '1\n2\n3\n4\n']);
  first.goTo(99);
  expect(first.line).toBe(5);
});

test('an edit is told, a change of view is not', () => {
  const onEdit = vi.fn();
  const draft = open('a\n', '/x.txt', onEdit);
  editor.show(draft);
  draft.compare('b\n');
  draft.wrap(true);
  draft.compare(undefined);
  expect(onEdit).not.toHaveBeenCalled();
  draft.replace('b\n');
  expect(onEdit).toHaveBeenCalledOnce();
});
