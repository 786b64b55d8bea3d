import type { RequestHandler } from 'express';
import type { Parts } from '../parts.ts';
import { readLimit } from '../query.ts';
import { sendJson } from '../send-json.ts';

/** `GET /coins`: the latest coins, newest first. */
export function coinsRoute({ numbers }: Parts): RequestHandler {
  return async (req, res) => {
    sendJson(res, { coins: await numbers.latestCoins(readLimit(req.query.limit)) });
  };
}
