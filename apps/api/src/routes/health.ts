import type { RequestHandler } from 'express';
import { sendJson } from '../send-json.ts';

/** `GET /health`: this program lives. Redis is no matter here: a new start would not bring it back. */
export function healthRoute(): RequestHandler {
  return (_req, res) => sendJson(res, { status: 'alive' });
}
