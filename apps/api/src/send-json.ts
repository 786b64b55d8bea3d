import type { Response } from 'express';

/** Answers with JSON that is already text. */
export function sendText(res: Response, text: string): void {
  res.setHeader('Content-Type', 'application/json');
  res.end(text);
}

/** Answers with a value as JSON. */
export function sendJson(res: Response, value: unknown): void {
  sendText(res, JSON.stringify(value));
}
