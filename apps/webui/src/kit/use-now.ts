import { onScopeDispose, type Ref, ref } from 'vue';

/** The time, again every so often; ages and readouts follow it. */
export function useNow(everyMs: number): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
