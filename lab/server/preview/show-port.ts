import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Logger as Log } from 'pino';
import { ALIVE_PATH, type ClusterSnapshot, LabError, type PreviewAnswer } from '../../contract/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';
import { ANSWER_LIMIT_MS, type Answer, askNode, NoAnswer } from './ask-node.ts';
import { type DeadLink, deadBody, deadPage, endedPage } from './dead-page.ts';
import { type Explanation, explain, type Trouble } from './explain.ts';
import { requestHeaders, upgradeHeaders } from './headers.ts';
import { passOn, passOnUpgrade } from './pass-on.ts';
import { frameRule } from './policy.ts';
import { knownHosts, maybeProxyTrouble, proxyTrouble } from './proxy-words.ts';
import type { Target } from './target.ts';
import type { View } from './view.ts';

/** What a seat has now. Fails with LabError noSeat when the seat is gone. */
export type SeatCluster = (seat: string) => {
  readonly nodes: readonly SandboxNode[];
  readonly snapshot: ClusterSnapshot;
};

/** Whether a dead port is alive is asked often, and not for long. */
const ALIVE_LIMIT_MS = 5_000;
const LABELS_LIMIT_MS = 1_500;

/** What showing a port needs from outside. */
export interface Shower {
  readonly clusterOf: SeatCluster;
  readonly log: Log;
  /** Makes a preview of another target of the same seat. */
  open(target: Target): PreviewAnswer;
}

/** A request for a preview. */
export interface Visit {
  readonly view: View;
  readonly request: IncomingMessage;
  /** From the slash on. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** The address of another preview, as this browser reaches it. */
  hrefOf(preview: PreviewAnswer): string;
}

/** Answers a request with what the port says, or with a page that says why it says nothing. */
export async function showPort(shower: Shower, visit: Visit, response: ServerResponse): Promise<void> {
  const { request, view, path, signal } = visit;
  if (path.split('?')[0] === ALIVE_PATH) return tellAlive(shower, visit, response);
  try {
    const answer = await ask(shower, visit, {
      method: request.method ?? 'GET',
      path,
      headers: requestHeaders(request, view),
      body: request,
      answerLimitMs: ANSWER_LIMIT_MS,
    });
    if (!isNavigation(request) || !maybeProxyTrouble(answer.head)) return passOn(answer, request, response, view);
    const body = await text(answer.head);
    const trouble = await troubleOf(shower, visit, answer, body);
    if (trouble) sendDead(visit, response, await explained(shower, visit, trouble));
    else response.writeHead(answer.head.statusCode ?? 502, { 'content-type': 'text/plain' }).end(body);
  } catch (error) {
    if (signal.aborted) return void response.destroy();
    const explanation = await explained(shower, visit, { kind: 'error', error });
    if (isNavigation(request)) sendDead(visit, response, explanation);
    else sendSentence(response, explanation);
  }
}

/** Joins a browser's socket with the port. */
export async function upgradePort(shower: Shower, visit: Visit, socket: Duplex, head: Buffer): Promise<void> {
  const { request, view, path } = visit;
  try {
    const answer = await ask(shower, visit, {
      method: request.method ?? 'GET',
      path,
      headers: upgradeHeaders(request, view),
      answerLimitMs: ANSWER_LIMIT_MS,
    });
    if (head.length > 0) answer.stream.write(head);
    passOnUpgrade(answer, request, socket, view);
  } catch (error) {
    shower.log.debug({ err: error }, 'a preview socket did not open');
    socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
}

/** Says that there is no such preview. */
export function sendEnded(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const sentence = 'It ended with its seat, or the lab was started anew. Open it again on the page of the lab.';
  response.writeHead(404, pageHeaders(nonce, { openers: ['*'] }));
  response.end(endedPage('There is no such preview', sentence, nonce));
}

type Asked = Pick<Parameters<typeof askNode>[0], 'method' | 'path' | 'headers' | 'body' | 'answerLimitMs'>;

async function ask({ clusterOf }: Shower, { view, signal }: Visit, asked: Asked): Promise<Answer> {
  const { seat, node: name, port } = view.target;
  const { nodes } = clusterOf(seat);
  if (nodes.length === 0) throw new LabError('sandboxNotReady', 'This page comes by itself when they are.');
  const node = nodes.find((one) => one.name === name);
  if (!node) throw new LabError('unknownNode', `This cluster has no node ${name}.`);
  return askNode({ node, port, ...asked }, signal);
}

async function tellAlive(shower: Shower, visit: Visit, response: ServerResponse): Promise<void> {
  const asked = new URL(visit.path, 'http://preview').searchParams.get('path') ?? '/';
  const path = /^\/[\x21-\x7e]*$/.test(asked) ? asked : '/';
  const headers = { ...requestHeaders(visit.request, visit.view), accept: 'text/html' };
  const trouble = await ask(shower, visit, { method: 'GET', path, headers, answerLimitMs: ALIVE_LIMIT_MS }).then(
    async (answer) => {
      const body = maybeProxyTrouble(answer.head) ? await text(answer.head) : '';
      answer.stream.destroy();
      return troubleOf(shower, visit, answer, body);
    },
    (error: unknown): Trouble => ({ kind: 'error', error }),
  );
  if (visit.signal.aborted) return;
  const body = trouble && deadBody(await explained(shower, visit, trouble));
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body === undefined ? { isAlive: true } : { isAlive: false, body }));
}

/** What a proxy's own answer means, when it is one and there is such a proxy. */
async function troubleOf(
  { clusterOf }: Shower,
  { view, signal }: Visit,
  { head }: Answer,
  body: string,
): Promise<Trouble | undefined> {
  const says = maybeProxyTrouble(head) ? proxyTrouble(head.statusCode, body) : undefined;
  const { nodes, snapshot } = clusterOf(view.target.seat);
  const at = nodes.find((node) => node.name === view.target.node);
  if (!says || !at || !snapshot.containers.some(({ image }) => /\btraefik\b/i.test(image))) return undefined;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LABELS_LIMIT_MS)]);
  const hosts = await knownHosts(nodes, at, limited);
  return { kind: 'proxy', says, status: head.statusCode ?? 502, appHost: view.appHost, hosts };
}

interface Explained extends Explanation {
  readonly links: readonly DeadLink[];
}

async function explained(shower: Shower, visit: Visit, trouble: Trouble): Promise<Explained> {
  const { target } = visit.view;
  if (trouble.kind === 'error' && !(trouble.error instanceof LabError || trouble.error instanceof NoAnswer)) {
    shower.log.error({ err: trouble.error }, 'a preview failed');
    return {
      status: 500,
      title: 'The lab made a mistake',
      found: 'The log of the server says more.',
      ports: [],
      hosts: [],
      links: [],
    };
  }
  const explanation = explain(trouble, target, shower.clusterOf(target.seat).snapshot);
  const { seat, node, port } = target;
  const link = (text: string, to: Omit<Target, 'seat'>): DeadLink => ({
    text,
    href: visit.hrefOf(shower.open({ seat, ...to })),
    to,
  });
  const links = [
    ...explanation.ports.map((at) => link(`${at.service}: ${at.node}:${at.port}`, { node: at.node, port: at.port })),
    ...explanation.hosts.map((host) => link(host, { node, port, host })),
  ];
  return { ...explanation, links };
}

function sendDead(visit: Visit, response: ServerResponse, explanation: Explained): void {
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(explanation.status, pageHeaders(nonce, visit.view));
  response.end(deadPage(deadBody(explanation), explanation.title, nonce));
}

function sendSentence(response: ServerResponse, { status, title, found, likely }: Explanation): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${[`${title}.`, found, likely].filter(Boolean).join(' ')}\n`);
}

function pageHeaders(nonce: string, view: Pick<View, 'openers'>): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; ${frameRule(view)}`,
  };
}

/** Whether a person waits for a page, in a tab or a frame; not a script for data. */
function isNavigation({ method, headers }: IncomingMessage): boolean {
  const mode = headers['sec-fetch-mode'];
  return method === 'GET' && /\btext\/html\b/.test(headers.accept ?? '') && (mode === undefined || mode === 'navigate');
}
