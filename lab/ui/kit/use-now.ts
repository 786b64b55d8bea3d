import { createSharedComposable, useIntervalFn } from '@vueuse/core';
import { type Ref, ref } from 'vue';

/** This computer's clock, once a second, shared by all that show an age. */
export const useNow: () => Readonly<Ref<number>> = createSharedComposable(() => {
  const now = ref(Date.now());
  useIntervalFn(() => {
    now.value = Date.now();
  }, 1000);
  return now;
});
