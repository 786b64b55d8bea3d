import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from a page of this server. Browsers send Origin with every WebSocket and every cross-site
 * post; without one it is no browser, and then there is no cookie to misuse.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    // "null" and other things that are no URL.
    return false;
  }
}
