import type { Response } from 'express';
import type { Logger as Log } from 'pino';
import type { Workshop } from '../workshop/index.ts';

/** The board is sent at most this often: a class in motion changes it many times a second. */
const BOARD_EVERY_MS = 500;
/** Proxies cut a silent stream; a comment keeps it open. */
const HEARTBEAT_MS = 15_000;

/** Streams the class board as server-sent events, whole each time, until the page goes. */
export function boardEvents(workshop: Workshop, response: Response, log: Log): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  let due: NodeJS.Timeout | undefined;
  const send = (): void => {
    due = undefined;
    response.write(`data: ${JSON.stringify(workshop.board())}\n\n`);
  };
  const stop = workshop.onBoard(() => {
    due ??= setTimeout(send, BOARD_EVERY_MS);
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    stop();
    clearTimeout(due);
    clearInterval(heartbeat);
  });
  response.on('error', (err) => log.debug({ err }, 'a board stream broke'));
  send();
}
