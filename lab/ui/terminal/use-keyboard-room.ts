import { useEventListener } from '@vueuse/core';
import { onMounted, type Ref, ref } from 'vue';
import { coveredPx } from './covered-px.ts';

/** How much of the lower end of an element a phone's keyboard covers, in browsers that do not shrink the page for it. */
export function useKeyboardRoom(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const covered = ref(0);
  const seen = window.visualViewport;
  const measure = () => {
    const box = element.value?.getBoundingClientRect();
    covered.value = seen && box && box.height > 0 ? coveredPx(box.bottom, seen) : 0;
  };
  if (seen) {
    useEventListener(seen, ['resize', 'scroll'], measure);
    onMounted(measure);
  }
  return covered;
}
