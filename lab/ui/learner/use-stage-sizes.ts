import { useElementSize, useLocalStorage, useWindowSize } from '@vueuse/core';
import { type ComputedRef, computed, type ShallowRef, type WritableComputedRef } from 'vue';

const MIN_GUIDE = 320;
const MAX_GUIDE = 720;
/** The stage needs so much for five columns with readable names. */
const MIN_STAGE = 480;

export interface Size {
  /** Undefined until the person chose one. */
  readonly chosen: ComputedRef<string | undefined>;
  readonly px: WritableComputedRef<number>;
  readonly min: number;
  readonly max: ComputedRef<number>;
  reset(): void;
}

/** The width of the guide and the height of the map, as the person left them. */
export function useStageSizes(o: {
  guide: Readonly<ShallowRef<HTMLElement | null>>;
  map: Readonly<ShallowRef<HTMLElement | null>>;
  stage: Readonly<ShallowRef<HTMLElement | null>>;
}): { guide: Size; map: Size } {
  const { width } = useWindowSize();
  const { width: guideWidth } = useElementSize(o.guide);
  const { height: mapHeight } = useElementSize(o.map);
  const { height: stageHeight } = useElementSize(o.stage);
  return {
    guide: remembered('lab-guide-width', MIN_GUIDE, guideWidth, () => {
      return Math.max(MIN_GUIDE, Math.min(MAX_GUIDE, width.value - MIN_STAGE));
    }),
    map: remembered('lab-map-height', 0, mapHeight, () => Math.round(stageHeight.value * 0.8)),
  };
}

function remembered(key: string, min: number, measured: Readonly<ShallowRef<number>>, limit: () => number): Size {
  const kept = useLocalStorage<number>(key, -1);
  const max = computed(limit);
  return {
    min,
    max,
    chosen: computed(() => (kept.value < 0 ? undefined : `${Math.min(kept.value, max.value)}px`)),
    px: computed({
      get: () => Math.round(kept.value < 0 ? measured.value : Math.min(kept.value, max.value)),
      set: (px) => {
        kept.value = px;
      },
    }),
    reset: () => {
      kept.value = -1;
    },
  };
}
