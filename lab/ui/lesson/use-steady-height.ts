import { useElementSize, useTimeoutFn } from '@vueuse/core';
import { type Ref, ref, type ShallowRef, watch } from 'vue';

/** Checks that change follow one another within seconds; a list that was still for so long may shrink. */
const STILL_MS = 4_000;

/**
 * A least height for a list whose lines come and go, in px: it grows at once and shrinks only when all was still for
 * a while and nobody points at it, so that nothing jumps away from under a pointer.
 */
export function useSteadyHeight(list: Readonly<ShallowRef<HTMLElement | null>>): Readonly<Ref<number>> {
  const floor = ref(0);
  const { width, height } = useElementSize(list, undefined, { box: 'border-box' });
  const { start: shrinkSoon } = useTimeoutFn(shrink, STILL_MS, { immediate: false });

  function shrink(): void {
    if (list.value?.matches(':hover, :focus-within')) shrinkSoon();
    else floor.value = contentHeight(list.value);
  }
  watch([width, height], ([wide], [wideBefore]) => {
    const content = contentHeight(list.value);
    floor.value = wide === wideBefore ? Math.max(floor.value, content) : content;
  });
  // Lines that go do not change the height while it is held: what happens inside is watched as well.
  watch(
    list,
    (element, _before, onCleanup) => {
      if (!element) return;
      const observer = new MutationObserver(() => {
        floor.value = Math.max(floor.value, contentHeight(element));
        shrinkSoon();
      });
      observer.observe(element, { childList: true, subtree: true, characterData: true });
      onCleanup(() => observer.disconnect());
    },
    { immediate: true, flush: 'post' },
  );
  return floor;
}

function contentHeight(list: HTMLElement | null): number {
  const first = list?.firstElementChild?.getBoundingClientRect();
  const last = list?.lastElementChild?.getBoundingClientRect();
  return first && last ? Math.ceil(last.bottom - first.top) : 0;
}
