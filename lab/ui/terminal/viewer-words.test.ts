import { expect, test } from 'vitest';
import type { ViewerView, WatcherView } from '../../contract/index.ts';
import { type KeyboardLink, mayType, type TerminalPresence } from './keyboard-link.ts';
import { arrivalWords, viewerWords, watcherWords } from './viewer-words.ts';

const viewer = (number: number, change: Partial<ViewerView> = {}): ViewerView => ({
  viewer: number,
  name: 'Ada',
  role: 'learner',
  mode: 'drive',
  isGuest: false,
  asks: false,
  types: false,
  ...change,
});
const grace = viewer(3, { name: 'Grace', role: 'instructor', mode: 'watch', isGuest: true });

test('each viewer is named as this page knows it', () => {
  const presence = { you: 1, viewers: [viewer(1), viewer(2, { types: true }), grace] };
  expect(presence.viewers.map((one) => viewerWords(one, presence))).toEqual([
    'You: may type',
    'You, on another page: typing now',
    'Grace (instructor): only watching',
  ]);
  expect(viewerWords({ ...grace, asks: true }, presence)).toBe('Grace (instructor): asking for the keyboard');
});

test('who comes and who leaves is told, but not who was there when this page came', () => {
  const alone: TerminalPresence = { you: 1, viewers: [viewer(1)] };
  const both: TerminalPresence = { you: 1, viewers: [viewer(1), grace] };
  expect(arrivalWords(undefined, both)).toBe('');
  expect(arrivalWords(alone, both)).toBe('Grace (instructor) watches.');
  expect(arrivalWords(both, alone)).toBe('Grace (instructor) left.');
  expect(arrivalWords(both, { ...alone, you: 4 })).toBe('');
});

test('the head of the page says what a watcher does: asking comes before typing, typing before looking', () => {
  const at = (node: string, change = {}) => ({ node, shell: 'main', mode: 'watch' as const, asks: false, ...change });
  const words = (...terminals: WatcherView['terminals']) =>
    watcherWords({ name: 'The instructor', role: 'instructor', terminals });
  expect(words()).toBe('The instructor watches');
  expect(words(at('node1'), at('node1'), at('node2'))).toBe('The instructor watches node1 and node2');
  expect(words(at('node1'), at('node2', { mode: 'drive' }))).toBe('The instructor may type on node2');
  expect(words(at('node1', { asks: true }), at('node2', { mode: 'drive' }))).toBe(
    'The instructor asks for the keyboard of node1',
  );
});

test('a page may type where the server says so, and before that where it did not come to watch', () => {
  const link = (watches: boolean, presence?: TerminalPresence) =>
    ({ watches, of: () => presence }) as unknown as KeyboardLink;
  expect(mayType(undefined, 0)).toBe(true);
  expect(mayType(link(false), 0)).toBe(true);
  expect(mayType(link(true), 0)).toBe(false);
  expect(mayType(link(true, { you: 3, viewers: [{ ...grace, mode: 'drive' }] }), 0)).toBe(true);
  expect(mayType(link(false, { you: 3, viewers: [grace] }), 0)).toBe(false);
});
