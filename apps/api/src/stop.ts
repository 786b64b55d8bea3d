import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hub } from './events/hub.ts';

/** Requests that were sent before the world knew that we stop are still answered; /ready says 503 for so long. */
const GRACE_MS = 400;
/** What is not answered by then will not be. */
const LAST_MS = 1200;

/** Stops serving: streams end first, then no new connection is taken, then open requests are finished. */
export async function stopServing(server: Server, hub: Hub): Promise<void> {
  hub.end();
  await sleep(GRACE_MS);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const last = setTimeout(() => server.closeAllConnections(), LAST_MS);
  await closed;
  clearTimeout(last);
}
