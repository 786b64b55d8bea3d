import { useLocalStorage } from '@vueuse/core';
import { type ComputedRef, computed, type Ref } from 'vue';

const FONT_PX = { least: 9, phone: 11, usual: 12, most: 22 };

/** The size of the letters in all terminals of this browser, and steps to larger (1), smaller (-1) and the usual (0). */
export function useFontSize(isPhone: Readonly<Ref<boolean>>): {
  px: ComputedRef<number>;
  zoom(step: -1 | 0 | 1): void;
} {
  const more = useLocalStorage('lab-terminals-zoom', 0);
  const usual = computed(() => (isPhone.value ? FONT_PX.phone : FONT_PX.usual));
  const px = computed(() => Math.min(FONT_PX.most, Math.max(FONT_PX.least, usual.value + more.value)));
  return {
    px,
    zoom: (step) => {
      more.value = step === 0 ? 0 : px.value - usual.value + step;
    },
  };
}
