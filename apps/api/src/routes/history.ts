import type { RequestHandler } from 'express';
import type { Parts } from '../parts.ts';
import { readSpan } from '../query.ts';
import { sendJson } from '../send-json.ts';

/** `GET /history`: coins over time. */
export function historyRoute({ numbers }: Parts): RequestHandler {
  return async (req, res) => {
    sendJson(res, await numbers.history(readSpan(req.query.span)));
  };
}
