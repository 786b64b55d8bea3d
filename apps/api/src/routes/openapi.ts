import type { RequestHandler } from 'express';
import { openapi } from '../openapi.ts';
import { sendText } from '../send-json.ts';

/** `GET /openapi.json`: what this API offers, for programs. */
export function openapiRoute(): RequestHandler {
  const text = JSON.stringify(openapi);
  return (_req, res) => sendText(res, text);
}
