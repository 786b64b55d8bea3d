import type { RequestHandler } from 'express';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { sendJson } from '../send-json.ts';

/** `GET /ready`: requests can be answered. */
export function readyRoute({ numbers, stopping }: Parts): RequestHandler {
  return async (_req, res) => {
    if (stopping.aborted) throw new Problem(503, 'Stopping', 'This program was told to stop; another will answer.');
    await numbers.ping();
    sendJson(res, { status: 'ready' });
  };
}
