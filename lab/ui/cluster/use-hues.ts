import { type Ref, shallowRef, watch } from 'vue';
import type { ClusterSnapshot } from '../../contract/index.ts';
import { giveHues } from './map-model.ts';

/** The hue of each service, steady while services come and go. */
export function useHues(snapshot: () => ClusterSnapshot): Readonly<Ref<ReadonlyMap<string, number>>> {
  const hues = shallowRef<ReadonlyMap<string, number>>(new Map());
  watch(
    () => snapshot().services,
    (services) => {
      hues.value = giveHues(hues.value, services);
    },
    { immediate: true },
  );
  return hues;
}
