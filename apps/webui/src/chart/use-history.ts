import { type Ref, shallowRef, watch } from 'vue';
import type { History } from '../connection/api-types.ts';
import { history as readHistory } from '../connection/requests.ts';
import type { Span } from './series.ts';

/** The history of the chosen span: read when the span or the connection changes, and again every so often. */
export function useHistory(apiUrl: () => string | null, span: Ref<Span>, live: () => boolean) {
  const found = shallowRef<History | null>(null);
  watch(
    [apiUrl, span, live],
    ([url, chosen, isLive], [, before], onCleanup) => {
      if (before && before.value !== chosen.value) found.value = null;
      if (!url || !isLive) return;
      const ending = new AbortController();
      const read = async () => {
        try {
          const news = await readHistory(url, chosen.value, ending.signal);
          if (!ending.signal.aborted) found.value = news;
        } catch {
          // The connection's own state says what is wrong; the line stays as it is until the next reading.
        }
      };
      const timer = setInterval(() => void read(), chosen.readEveryMs);
      void read();
      onCleanup(() => {
        clearInterval(timer);
        ending.abort();
      });
    },
    { immediate: true },
  );
  return found;
}
