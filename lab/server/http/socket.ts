import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger as Log } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { decodeFrame, encodeFrame, LabError, MAX_MESSAGE_BYTES, toProblem } from '../../contract/index.ts';
import type { Previews } from '../preview/index.ts';
import type { Page, Workshop } from '../workshop/index.ts';
import { readCookie, SEAT_COOKIE } from './cookies.ts';
import { isOwnOrigin } from './origin.ts';

/** A page that has not answered a ping by the next one is gone: closed laptops say no goodbye. */
const PING_EVERY_MS = 20_000;
/** A page that leaves so much unread is cut off; it comes back and gets everything anew. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** Close code for a page whose seat is gone (4000 to 4999 are ours to give). */
const CLOSE_NO_SEAT = 4401;

/** Sockets that owe an answer to the last ping. */
const silent = new WeakSet<WebSocket>();

/** Serves the pages' WebSockets at /api/socket, and hands those of previews on. Close ends them all. */
export function serveSockets(http: Server, workshop: Workshop, previews: Previews, log: Log): { close(): void } {
  // Compression costs several times the bytes it saves on a terminal (docs/decisions).
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', (err) => log.debug({ err }, 'a socket broke while it opened'));
    if (previews.takes(request.headers.host)) previews.byName.upgrade(request, socket, head);
    else if (new URL(request.url ?? '/', 'http://lab').pathname !== '/api/socket') refuse(socket, '404 Not Found');
    else if (!isOwnOrigin(request)) refuse(socket, '403 Forbidden');
    else sockets.handleUpgrade(request, socket, head, (ws) => greet(ws, request, workshop, log));
  };
  http.on('upgrade', onUpgrade);
  const pings = setInterval(() => {
    for (const ws of sockets.clients) pingOrEnd(ws);
  }, PING_EVERY_MS);
  return {
    close() {
      clearInterval(pings);
      http.off('upgrade', onUpgrade);
      for (const ws of sockets.clients) ws.close(1001, 'The lab server stops.');
      sockets.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function greet(ws: WebSocket, request: IncomingMessage, workshop: Workshop, log: Log): void {
  ws.on('error', (err) => log.debug({ err }, 'a page socket broke'));
  const token = readCookie(request.headers.cookie, SEAT_COOKIE);
  const seat = token === undefined ? undefined : workshop.seatByToken(token);
  if (!seat) {
    const problem = toProblem(new LabError('noSeat', 'This browser has no seat. Take one on the first page.'));
    ws.send(JSON.stringify({ type: 'problem', problem }));
    ws.close(CLOSE_NO_SEAT, 'no seat');
    return;
  }
  const page: Page = workshop.openPage(seat, {
    send: (message) => sendOrEnd(ws, JSON.stringify(message)),
    sendBytes: (channel, bytes) => sendOrEnd(ws, encodeFrame(channel, bytes)),
  });
  ws.on('message', (data, isBinary) => receive(page, data, isBinary));
  ws.on('pong', () => silent.delete(ws));
  ws.on('close', () => page.close());
}

function receive(page: Page, data: RawData, isBinary: boolean): void {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  if (!isBinary) return void page.receive(bytes.toString('utf8'));
  const frame = decodeFrame(bytes);
  if (frame) page.receiveBytes(frame.channel, frame.bytes);
}

function sendOrEnd(ws: WebSocket, data: string | Uint8Array): void {
  if (ws.bufferedAmount > MAX_UNSENT_BYTES) ws.terminate();
  else if (ws.readyState === ws.OPEN) ws.send(data);
}

function pingOrEnd(ws: WebSocket): void {
  if (silent.has(ws)) {
    ws.terminate();
    return;
  }
  silent.add(ws);
  ws.ping();
}
