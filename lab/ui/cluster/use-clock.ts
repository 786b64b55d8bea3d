import { useIntervalFn, useTimestamp } from '@vueuse/core';
import type { Ref } from 'vue';

/** The browser's clock in ms since the epoch, ticking while the component lives. */
export function useClock(everyMs: number): Readonly<Ref<number>> {
  return useTimestamp({ scheduler: (tick) => useIntervalFn(tick, everyMs) });
}
