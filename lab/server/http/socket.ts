import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger as Log } from 'pino';
import { type RawData, WebSocketServer } from 'ws';
import { CLOSE, encodeFrame, LabError, MAX_FRAME_BYTES, toProblem } from '../../contract/index.ts';
import type { Previews } from '../preview/index.ts';
import type { Page, PageSink, Workshop } from '../workshop/index.ts';
import { isOwnOrigin } from './origin.ts';
import { closeCodeOf, PageSocket } from './page-socket.ts';
import { openPage } from './watch.ts';

/** A page that has not answered a ping by the next one is gone: closed laptops say no goodbye. */
const PING_EVERY_MS = 20_000;
/** A page that leaves so much unread is cut off; it comes back and gets everything anew. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** A socket that was closed and whose page says nothing to it is cut off. */
const CLOSE_LIMIT_MS = 3_000;

/** What the pages' sockets are served with. */
const OPTIONS = {
  noServer: true,
  WebSocket: PageSocket,
  maxPayload: MAX_FRAME_BYTES,
  // A page sends its messages whole.
  maxFragments: 64,
  closeTimeout: CLOSE_LIMIT_MS,
  // Pings are counted like all that a page sends; the library would cut off a page that sends many, without a word.
  autoPong: false,
  // Compression costs several times the bytes it saves on a terminal (docs/decisions).
  perMessageDeflate: false,
} as const;

/** Sockets that owe an answer to the last ping. */
const silent = new WeakSet<PageSocket>();

/** Serves the pages' WebSockets at /api/socket, and hands those of previews on. Close ends them all. */
export function serveSockets(
  http: Server,
  previews: Previews,
  o: { readonly workshop: Workshop; readonly instructorKey: string; readonly log: Log },
): { close(): void } {
  const { log } = o;
  const sockets = new WebSocketServer(OPTIONS);
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', (err) => log.debug({ err }, 'a socket broke while it opened'));
    if (previews.takes(request.headers.host)) previews.byName.upgrade(request, socket, head);
    else if (!/^\/api\/socket(?:\?|$)/.test(request.url ?? '')) refuse(socket, '404 Not Found');
    else if (!isOwnOrigin(request)) refuse(socket, '403 Forbidden');
    else sockets.handleUpgrade(request, socket, head, (ws) => greet(ws, (sink) => openPage(request, sink, o), log));
  };
  http.on('upgrade', onUpgrade);
  const pings = setInterval(() => {
    for (const ws of sockets.clients) pingOrEnd(ws);
  }, PING_EVERY_MS);
  return {
    close() {
      clearInterval(pings);
      http.off('upgrade', onUpgrade);
      for (const ws of sockets.clients) ws.close(CLOSE.serverStops, 'The lab server stops.');
      sockets.close();
    },
  };
}

/** Answers instead of a socket, and waits for no goodbye: a client that says none would be kept for ever. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function greet(ws: PageSocket, open: (sink: PageSink) => Page, log: Log): void {
  ws.on('error', (err) => log.debug({ err }, 'a page socket broke'));
  const sink: PageSink = {
    send: (message) => sendOrEnd(ws, JSON.stringify(message)),
    sendBytes: (channel, bytes) => sendOrEnd(ws, encodeFrame(channel, bytes)),
    end: (code, because) => ws.close(code, because),
  };
  let page: Page;
  try {
    page = open(sink);
  } catch (error) {
    if (!(error instanceof LabError)) log.error({ err: error }, 'a page did not open');
    const problem = toProblem(error);
    sink.send({ type: 'problem', problem });
    sink.end(closeCodeOf(problem), problem.detail);
    return;
  }
  ws.on('message', (data, isBinary) => {
    // What comes after the goodbye is not looked at.
    if (ws.readyState === ws.OPEN) receive(page, data, isBinary);
  });
  ws.on('ping', (data) => {
    if (ws.readyState === ws.OPEN && page.guard.admitsBytes(data.length)) ws.pong(data);
  });
  ws.on('pong', (data) => {
    if (ws.readyState === ws.OPEN && page.guard.admitsBytes(data.length)) silent.delete(ws);
  });
  ws.on('close', () => page.close());
}

function receive(page: Page, data: RawData, isBinary: boolean): void {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  if (isBinary) page.receiveBytes(bytes);
  else void page.receive(bytes.toString('utf8'));
}

function sendOrEnd(ws: PageSocket, data: string | Uint8Array): void {
  if (ws.bufferedAmount > MAX_UNSENT_BYTES) ws.terminate();
  else if (ws.readyState === ws.OPEN) ws.send(data);
}

function pingOrEnd(ws: PageSocket): void {
  if (silent.has(ws)) {
    ws.terminate();
    return;
  }
  silent.add(ws);
  ws.ping();
}
