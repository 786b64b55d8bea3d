import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { currentPane, paneAfter, usePanes } from './use-panes.ts';

afterEach(() => {
  document.body.innerHTML = '';
});

test('panes follow one another in a ring', () => {
  expect(['guide', 'map', 'terms'].map((p) => paneAfter(p as 'guide', 1))).toEqual(['map', 'terms', 'guide']);
  expect(['guide', 'map', 'terms'].map((p) => paneAfter(p as 'guide', -1))).toEqual(['terms', 'guide', 'map']);
  expect([paneAfter(undefined, 1), paneAfter(undefined, -1)]).toEqual(['guide', 'terms']);
});

test('the pane of an element is the one around it', () => {
  document.body.innerHTML = '<div id="map"><button></button></div><p></p>';
  expect(currentPane(document.querySelector('button'))).toBe('map');
  expect(currentPane(document.querySelector('p'))).toBeUndefined();
});

test('F6 goes on from where the focus is, even when a terminal takes all keys', async () => {
  const focusTerminal = vi.fn();
  const Page = defineComponent({
    setup() {
      const { pane } = usePanes(focusTerminal);
      return () =>
        h('main', { 'data-shown': pane.value }, [
          h('section', { id: 'guide', tabindex: -1 }),
          h('section', { id: 'map', tabindex: -1 }),
          h('section', { id: 'terms' }, [h('textarea', { onKeydown: (e: Event) => e.stopPropagation() })]),
        ]);
    },
  });
  const page = mount(Page, { attachTo: document.body });
  const press = (shiftKey = false) => {
    const at = document.activeElement ?? document.body;
    at.dispatchEvent(new KeyboardEvent('keydown', { key: 'F6', shiftKey, bubbles: true, cancelable: true }));
    return new Promise((resolve) => requestAnimationFrame(resolve));
  };
  page.find<HTMLTextAreaElement>('textarea').element.focus();
  await press();
  expect(document.activeElement?.id).toBe('guide');
  expect(document.documentElement.dataset.pane).toBe('guide');
  await press(true);
  expect(focusTerminal).toHaveBeenCalledTimes(1);
  expect(document.documentElement.dataset.pane).toBe('terms');
  page.unmount();
  expect(document.documentElement.dataset.pane).toBeUndefined();
});
