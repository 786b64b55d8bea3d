import { expect, test } from 'vitest';
import { type KeyAction, keyAction } from './key-action.ts';

const plain = { hasSelection: false, isFullScreen: false };
const selected = { hasSelection: true, isFullScreen: false };
const fullScreen = { hasSelection: false, isFullScreen: true };

/** `Ctrl+Shift+c` as a key press. */
function press(keys: string) {
  const parts = keys.split('+');
  const key = keys.endsWith('++') ? '+' : (parts.at(-1) ?? '');
  const has = (name: string) => parts.includes(name);
  return { key, ctrlKey: has('Ctrl'), shiftKey: has('Shift'), altKey: has('Alt'), metaKey: has('Meta') };
}

test.each<[string, typeof plain, KeyAction]>([
  ['c', plain, 'shell'],
  ['Ctrl+c', plain, 'shell'],
  ['Ctrl+c', selected, 'copy'],
  ['Ctrl+Shift+C', plain, 'copy'],
  ['Ctrl+Insert', selected, 'copy'],
  ['Ctrl+v', plain, 'nativePaste'],
  ['Ctrl+v', fullScreen, 'shell'],
  ['Ctrl+Shift+V', fullScreen, 'nativePaste'],
  ['Shift+Insert', plain, 'nativePaste'],
  ['Insert', plain, 'shell'],
  ['F6', plain, 'leave'],
  ['Shift+F6', fullScreen, 'leave'],
  ['Ctrl+F6', plain, 'shell'],
  ['F5', plain, 'shell'],
  ['Ctrl++', plain, 'bigger'],
  ['Ctrl+=', plain, 'bigger'],
  ['Ctrl+-', plain, 'smaller'],
  ['Ctrl+0', plain, 'usualSize'],
  ['Ctrl+Alt+c', selected, 'shell'],
  ['Meta+c', selected, 'shell'],
  ['Ctrl+d', selected, 'shell'],
  ['Ctrl+f', plain, 'shell'],
  ['Ctrl+Shift+F', fullScreen, 'find'],
  ['Meta+f', plain, 'find'],
])('%s with %o is for: %s', (keys, context, action) => {
  expect(keyAction(press(keys), context)).toBe(action);
});
