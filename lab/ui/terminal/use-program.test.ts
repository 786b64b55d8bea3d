import { useLocalStorage } from '@vueuse/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EffectScope, effectScope, nextTick } from 'vue';
import { ShellClipboard } from './shell-clipboard.ts';
import { useTerminalSettings } from './terminal-settings.ts';
import { useProgram } from './use-program.ts';

const emit = { bell: vi.fn(), title: vi.fn() };
let now = 1000;

beforeEach(() => {
  localStorage.clear();
  emit.bell.mockReset();
  emit.title.mockReset();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

let scopes: EffectScope[] = [];
afterEach(() => {
  for (const scope of scopes) scope.stop();
  scopes = [];
});

function create() {
  const scope = effectScope();
  scopes.push(scope);
  return (
    scope.run(() => {
      const settings = useTerminalSettings();
      const clipboard = new ShellClipboard({ screen: () => undefined, settings: () => settings.value });
      return { settings, clipboard, ...useProgram({ node: () => 'node1', settings, clipboard, emit }) };
    }) ?? expect.fail()
  );
}

test('a bell is seen and told of, not a thousand times a second', () => {
  const program = create();
  program.events.bell();
  program.events.bell();
  expect(program.isFlashing.value).toBe(true);
  expect(emit.bell).toHaveBeenCalledTimes(1);
  now += 500;
  program.events.bell();
  expect(emit.bell).toHaveBeenCalledTimes(2);
});

test('a bell that is switched off is not there', () => {
  const program = create();
  now += 500;
  program.settings.value.bell = 'off';
  program.events.bell();
  expect(program.isFlashing.value).toBe(false);
  expect(emit.bell).not.toHaveBeenCalled();
});

test('a title is told when it is another one', () => {
  const program = create();
  for (const title of ['vim', 'vim', '']) program.events.title(title);
  expect(emit.title.mock.calls).toEqual([['vim'], ['']]);
});

test('settings are the same for all terminals of the page, and kept', async () => {
  const [one, other] = [create(), create()];
  one.settings.value.cursorBlink = true;
  await nextTick();
  await nextTick();
  expect(other.settings.value.cursorBlink).toBe(true);
  expect(create().settings.value).toMatchObject({ cursorBlink: true, bell: 'visual' });
  expect(useLocalStorage('lab-terminal-settings', {}).value).toMatchObject({ cursorBlink: true });
});
