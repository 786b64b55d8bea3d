import { type Ref, shallowRef, watch } from 'vue';
import type { ClusterSnapshot } from '../../contract/index.ts';
import { giveHues } from './map-model.ts';

/** The hues of each swarm on the page, so that a service has one in the map and in every picture. */
const given = new Map<string, ReadonlyMap<string, number>>();

/** The hue of each service, steady while services come and go. */
export function useHues(snapshot: () => ClusterSnapshot): Readonly<Ref<ReadonlyMap<string, number>>> {
  const hues = shallowRef<ReadonlyMap<string, number>>(new Map());
  watch(
    () => snapshot().services,
    (services) => {
      const swarm = snapshot().swarm.id ?? '';
      hues.value = giveHues(given.get(swarm) ?? hues.value, services);
      given.set(swarm, hues.value);
    },
    { immediate: true },
  );
  return hues;
}
