import { computed, onScopeDispose, shallowRef } from 'vue';
import { apiAddress } from './connection/api-address.ts';
import { createFrameBatch } from './connection/frame-batch.ts';
import { type LiveMessage, openLive } from './connection/live.ts';
import { pageServer } from './connection/requests.ts';
import { knowNodes } from './miners/by-node.ts';
import { applyMessages, EMPTY_VIEW } from './view.ts';

/** The page's one connection and the view made of it, changed at most once a frame. */
export function useView() {
  const view = shallowRef(EMPTY_VIEW);
  const apiUrl = shallowRef<string | null>(null);
  const ending = new AbortController();
  let live: ReturnType<typeof openLive> | undefined;

  const tell = createFrameBatch<LiveMessage>((messages) => {
    if (!ending.signal.aborted) view.value = applyMessages(view.value, messages, Date.now());
  });

  const start = async () => {
    const page = await pageServer(ending.signal);
    if (ending.signal.aborted) return;
    view.value = { ...view.value, page, nodes: knowNodes(view.value.nodes, [page?.node ?? null]) };
    apiUrl.value = apiAddress(page?.apiUrl ?? null, location);
    live = openLive(apiUrl.value, ending.signal, tell);
  };
  void start();
  onScopeDispose(() => ending.abort());

  return {
    view,
    apiUrl,
    isLive: computed(() => view.value.connection === 'live'),
    retryNow: () => live?.retryNow(),
  };
}
