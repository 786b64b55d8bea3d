import type { Request, RequestHandler } from 'express';
import type { Parts } from '../parts.ts';
import { sendText } from '../send-json.ts';

/** `GET /`: all numbers at a glance. */
export function summaryRoute({ numbers }: Parts): RequestHandler {
  return async (req, res) => {
    const text = await numbers.summary();
    sendText(res, text(proxyOf(req)));
  };
}

/** The proxy that a request came through, if it says so. */
export function proxyOf(req: Request): string | null {
  const name = req.headers['x-forwarded-server'];
  return (Array.isArray(name) ? name[0] : name) || null;
}
