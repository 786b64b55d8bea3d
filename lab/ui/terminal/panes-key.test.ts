import { expect, test } from 'vitest';
import { panesAction } from './panes-key.ts';

const press = (key: string, held: 'ctrl' | 'ctrl+shift' | 'alt' | 'ctrl+alt+shift' | '' = '') => ({
  key,
  ctrlKey: held.includes('ctrl'),
  shiftKey: held.includes('shift'),
  altKey: held.includes('alt'),
  metaKey: false,
});

test.each([
  ['Enter', 'ctrl+shift', 'newShell'],
  ['PageUp', 'alt', 'previous'],
  ['PageDown', 'alt', 'next'],
  ['ArrowLeft', 'ctrl+shift', 'left'],
  ['ArrowDown', 'ctrl+shift', 'down'],
] as const)('%s with %s', (key, held, action) => {
  expect(panesAction(press(key, held))).toBe(action);
});

test.each([
  ['Enter', ''],
  ['Enter', 'ctrl'],
  ['PageUp', 'ctrl'],
  ['PageUp', ''],
  ['ArrowLeft', 'ctrl'],
  ['ArrowLeft', 'alt'],
  ['ArrowLeft', 'ctrl+alt+shift'],
  ['C', 'ctrl+shift'],
] as const)('%s with %s belongs to the program', (key, held) => {
  expect(panesAction(press(key, held))).toBeUndefined();
});
