import { useEventListener } from '@vueuse/core';
import { onBeforeUnmount, type Ref, ref, watch, watchEffect } from 'vue';
import { DESK_TABS, type DeskTab } from '../desk/index.ts';

const PLACES = ['guide', 'map', 'desk'] as const;
type Place = (typeof PLACES)[number];
/** What a narrow page can show: one at a time. */
export type Pane = 'guide' | 'map' | DeskTab;

/** The pane that a narrow page shows, the tab of the desk, and keys to go from one to another on any page. */
export function usePanes(focusDesk: (tab: DeskTab) => void): {
  pane: Ref<Pane>;
  tab: Ref<DeskTab>;
  /** Whether the desk has the room of the map too. */
  isTall: Ref<boolean>;
  focus(pane: Pane): void;
} {
  const pane = ref<Pane>('guide');
  const tab = ref<DeskTab>('terms');
  const isTall = ref(false);
  const root = document.documentElement;
  watchEffect(() => {
    root.dataset.pane = pane.value;
  });
  watch(
    pane,
    (now) => {
      if (isDeskTab(now)) tab.value = now;
    },
    { flush: 'sync' },
  );
  onBeforeUnmount(() => {
    delete root.dataset.pane;
  });

  function focus(to: Pane): void {
    pane.value = to;
    if (to === 'map') isTall.value = false;
    // The pane may have been hidden until now.
    requestAnimationFrame(() => {
      if (isDeskTab(to)) focusDesk(to);
      else document.getElementById(to)?.focus({ preventScroll: true });
    });
  }
  // In the capture phase, as a terminal would send the keys to its shell.
  useEventListener(
    window,
    'keydown',
    (event: KeyboardEvent) => {
      const to = paneByKey(event, tab.value);
      if (to === undefined || document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      event.preventDefault();
      event.stopPropagation();
      if (to === 'tall') isTall.value = !isTall.value;
      else focus(to);
    },
    { capture: true },
  );
  return { pane, tab, isTall, focus };
}

/** Where a key leads: F6 to the next place, Alt with a digit to a tab of the desk, Alt+0 to a tall desk. */
function paneByKey(event: KeyboardEvent, tab: DeskTab): Pane | 'tall' | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  if (event.key === 'F6' && !event.altKey) {
    const place = placeAfter(currentPlace(document.activeElement), event.shiftKey ? -1 : 1);
    return place === 'desk' ? tab : place;
  }
  // By the place of the key: with Alt a Mac types other characters, and letters come through AltGr elsewhere.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (!event.altKey || event.shiftKey || digit === undefined) return undefined;
  return digit === '0' ? 'tall' : DESK_TABS[Number(digit) - 1];
}

function isDeskTab(pane: Pane): pane is DeskTab {
  return (DESK_TABS as readonly Pane[]).includes(pane);
}

/** The place an element is in. */
export function currentPlace(element: Element | null): Place | undefined {
  return PLACES.find((place) => element?.closest(`#${place}`));
}

/** The place after or before one; from outside of all the first or the last. */
export function placeAfter(place: Place | undefined, step: 1 | -1): Place {
  const at = place === undefined ? (step > 0 ? -1 : 0) : PLACES.indexOf(place);
  return PLACES.at((at + step) % PLACES.length) ?? 'guide';
}
