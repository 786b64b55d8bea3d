import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { useLessonKeys } from './use-lesson-keys.ts';

const keys = { n: vi.fn(), p: vi.fn(), g: vi.fn(), '/': vi.fn(), '?': vi.fn() };
const Page = defineComponent({
  setup() {
    useLessonKeys(keys);
    return () => h('div', [h('input'), h('div', { class: 'xterm' }, [h('textarea')]), h('button', 'b')]);
  },
});

afterEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = '';
});
function press(target: Element, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

test('letters act on the page, in either case, and are used up', () => {
  const page = mount(Page, { attachTo: document.body });
  expect(press(page.element, { key: 'n' }).defaultPrevented).toBe(true);
  press(page.find('button').element, { key: 'P' });
  press(document.body, { key: '?', shiftKey: true });
  expect([keys.n, keys.p, keys['?']].map((f) => f.mock.calls.length)).toEqual([1, 1, 1]);
  page.unmount();
});

test('letters typed into a field or a terminal stay there', () => {
  const page = mount(Page, { attachTo: document.body });
  press(page.find('input').element, { key: 'n' });
  press(page.find('.xterm textarea').element, { key: 'n' });
  expect(keys.n).not.toHaveBeenCalled();
  page.unmount();
});

test('letters with Ctrl, Alt or Command and held letters are left to the browser', () => {
  const page = mount(Page, { attachTo: document.body });
  for (const init of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }]) {
    press(page.element, { key: 'n', ...init });
  }
  press(page.element, { key: 'x' });
  expect(keys.n).not.toHaveBeenCalled();
  page.unmount();
});

test('a page that is gone listens no more', () => {
  const page = mount(Page, { attachTo: document.body });
  page.unmount();
  press(document.body, { key: 'n' });
  expect(keys.n).not.toHaveBeenCalled();
});
