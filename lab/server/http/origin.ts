import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { LabError } from '../../contract/index.ts';

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

/** Refuses requests that change something and come from a page of another site. */
export const mustBeOwnOrigin: RequestHandler = (request, _response, next) => {
  if (request.method !== 'GET' && !isOwnOrigin(request)) {
    throw new LabError('badOrigin', 'This request came from a page of another site. Open the lab itself.');
  }
  next();
};
