import { useLocalStorage } from '@vueuse/core';
import type { Ref } from 'vue';

/** What a page that watches does with a terminal larger than its window: smaller letters, or scrolling. */
export type WatchFit = 'scale' | 'scroll';

const fit = useLocalStorage<WatchFit>('lab-terminals-watch-fit', 'scale');

/** The choice of this browser, kept. */
export function useWatchFit(): { readonly fit: Ref<WatchFit> } {
  return { fit };
}
