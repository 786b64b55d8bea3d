import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { currentPlace, placeAfter, usePanes } from './use-panes.ts';

afterEach(() => {
  document.body.innerHTML = '';
});

/** A page with the three places; every key is stopped in the desk, as a terminal does. */
function openPage(focusDesk = vi.fn()) {
  let panes: ReturnType<typeof usePanes> | undefined;
  const Page = defineComponent({
    setup() {
      panes = usePanes(focusDesk);
      return () =>
        h('main', [
          h('section', { id: 'guide', tabindex: -1 }),
          h('section', { id: 'map', tabindex: -1 }),
          h('section', { id: 'desk' }, [h('textarea', { onKeydown: (e: Event) => e.stopPropagation() })]),
        ]);
    },
  });
  const page = mount(Page, { attachTo: document.body });
  const press = (init: KeyboardEventInit) => {
    const at = document.activeElement ?? document.body;
    at.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
    return new Promise((resolve) => requestAnimationFrame(resolve));
  };
  return { page, press, focusDesk, panes: panes as ReturnType<typeof usePanes> };
}

test('places follow one another in a ring', () => {
  expect((['guide', 'map', 'desk'] as const).map((p) => placeAfter(p, 1))).toEqual(['map', 'desk', 'guide']);
  expect((['guide', 'map', 'desk'] as const).map((p) => placeAfter(p, -1))).toEqual(['desk', 'guide', 'map']);
  expect([placeAfter(undefined, 1), placeAfter(undefined, -1)]).toEqual(['guide', 'desk']);
});

test('the place of an element is the one around it', () => {
  document.body.innerHTML = '<div id="map"><button></button></div><p></p>';
  expect(currentPlace(document.querySelector('button'))).toBe('map');
  expect(currentPlace(document.querySelector('p'))).toBeUndefined();
});

test('F6 goes on from where the focus is, even when a terminal takes all keys', async () => {
  const { page, press, focusDesk } = openPage();
  page.find<HTMLTextAreaElement>('textarea').element.focus();
  await press({ key: 'F6' });
  expect(document.activeElement?.id).toBe('guide');
  expect(document.documentElement.dataset.pane).toBe('guide');
  await press({ key: 'F6', shiftKey: true });
  expect(focusDesk).toHaveBeenCalledExactlyOnceWith('terms');
  expect(document.documentElement.dataset.pane).toBe('terms');
  page.unmount();
  expect(document.documentElement.dataset.pane).toBeUndefined();
});

test('F6 comes back to the tab that the desk shows', async () => {
  const { page, press, focusDesk, panes } = openPage();
  panes.tab.value = 'files';
  await press({ key: 'F6', shiftKey: true });
  expect(focusDesk).toHaveBeenCalledExactlyOnceWith('files');
  page.unmount();
});

test('Alt and a digit shows a tab of the desk; Alt+0 gives it the room of the map, until the map is asked for', async () => {
  const { page, press, focusDesk, panes } = openPage();
  page.find<HTMLTextAreaElement>('textarea').element.focus();
  await press({ key: '2', code: 'Digit2', altKey: true });
  expect(focusDesk).toHaveBeenCalledExactlyOnceWith('files');
  expect([panes.tab.value, panes.pane.value]).toEqual(['files', 'files']);
  await press({ key: '0', code: 'Digit0', altKey: true });
  expect(panes.isTall.value).toBe(true);
  panes.focus('map');
  expect(panes.isTall.value).toBe(false);
  page.unmount();
});

test('an open dialog keeps the keys to itself', async () => {
  const { page, press, focusDesk } = openPage();
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog"></div>');
  await press({ key: '2', code: 'Digit2', altKey: true });
  expect(focusDesk).not.toHaveBeenCalled();
  page.unmount();
});
