import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import type { Answer } from './ask-node.ts';
import { responseHeaders } from './headers.ts';
import type { View } from './view.ts';

/** Hands an answer to the browser as it comes: nothing is held back, and a slow reader slows the node. */
export function passOn(answer: Answer, request: IncomingMessage, response: ServerResponse, view: View): void {
  const { head, stream } = answer;
  response.writeHead(head.statusCode ?? 502, head.statusMessage, responseHeaders(head, request, view));
  // An event stream may say nothing for long after its head.
  response.flushHeaders();
  response.once('close', () => stream.destroy());
  pipeline(head, response, () => stream.destroy());
}

/** Hands an upgraded connection on, or the answer that came instead of one. */
export function passOnUpgrade(answer: Answer, request: IncomingMessage, socket: Duplex, view: View): void {
  const { head, stream, rest } = answer;
  const headers = responseHeaders(head, request, view);
  const fields = rest ? [...headers, 'Connection', 'Upgrade', 'Upgrade', head.headers.upgrade ?? ''] : headers;
  socket.write(headText(head, rest ? fields : [...fields, 'Connection', 'close']));
  const end = () => {
    socket.destroy();
    stream.destroy();
  };
  socket.once('close', end);
  stream.once('close', end).on('error', end);
  if (rest === undefined) {
    pipeline(head, socket, end);
    return;
  }
  if (rest.length > 0) socket.write(rest);
  pipeline(stream, socket, end);
  pipeline(socket, stream, end);
}

function headText({ statusCode, statusMessage }: IncomingMessage, headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
