import { useEventListener } from '@vueuse/core';
import { onBeforeUnmount, type Ref, ref, watchEffect } from 'vue';

const PANES = ['guide', 'map', 'terms'] as const;
export type Pane = (typeof PANES)[number];

/** The pane that a narrow page shows, and F6 to go from pane to pane on any page. */
export function usePanes(focusTerminal: () => void): {
  pane: Ref<Pane>;
  show(pane: Pane): void;
  focus(pane: Pane): void;
} {
  const pane = ref<Pane>('guide');
  const root = document.documentElement;
  watchEffect(() => {
    root.dataset.pane = pane.value;
  });
  onBeforeUnmount(() => {
    delete root.dataset.pane;
  });

  function focus(to: Pane): void {
    pane.value = to;
    // The pane may have been hidden until now.
    requestAnimationFrame(() => {
      if (to === 'terms') focusTerminal();
      else document.getElementById(to)?.focus({ preventScroll: true });
    });
  }
  // In the capture phase, as a terminal would send F6 to its shell.
  useEventListener(
    window,
    'keydown',
    (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      focus(paneAfter(currentPane(document.activeElement), event.shiftKey ? -1 : 1));
    },
    { capture: true },
  );
  return {
    pane,
    focus,
    show: (to) => {
      pane.value = to;
    },
  };
}

/** The pane an element is in. */
export function currentPane(element: Element | null): Pane | undefined {
  return PANES.find((pane) => element?.closest(`#${pane}`));
}

/** The pane after or before one; from outside of all the first or the last. */
export function paneAfter(pane: Pane | undefined, step: 1 | -1): Pane {
  const at = pane === undefined ? (step > 0 ? -1 : 0) : PANES.indexOf(pane);
  return PANES.at((at + step) % PANES.length) ?? 'guide';
}
