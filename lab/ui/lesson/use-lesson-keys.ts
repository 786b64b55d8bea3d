import { useEventListener } from '@vueuse/core';

/** What single letters do on the learner's page. */
export interface LessonKeys {
  readonly n: () => void;
  readonly p: () => void;
  readonly g: () => void;
  readonly '/': () => void;
  readonly '?': () => void;
}

const TYPED_INTO =
  'input, textarea, select, [contenteditable="true"], .xterm, [role="dialog"], [role="alertdialog"], [role="menu"]';

/** Whether a key press means the page and not something that takes keys itself. */
function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !(event.target instanceof Element && event.target.closest(TYPED_INTO));
}

/** Listens for the letters while the component lives. */
export function useLessonKeys(keys: LessonKeys): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (!isForPage(event) || event.repeat) return;
    const key = event.key.toLowerCase();
    if (!Object.hasOwn(keys, key)) return;
    event.preventDefault();
    keys[key as keyof LessonKeys]();
  });
}
