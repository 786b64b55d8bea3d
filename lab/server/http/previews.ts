import type { IncomingMessage } from 'node:http';
import express, { Router } from 'express';
import type { Logger as Log } from 'pino';
import { LabError, type PreviewWays, previewRequest } from '../../contract/index.ts';
import type { PreviewHandler, Previews } from '../preview/index.ts';
import type { Workshop } from '../workshop/index.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from './listen.ts';
import { mustBeOwnOrigin } from './origin.ts';
import { seatOf } from './seat-of.ts';

/** Where previews are reached; ports are known when they are open. */
export interface PreviewAddresses {
  readonly domain?: string;
  port?: number;
  second?: number;
}

/** The part of the API that previews need (contract/previews.ts). */
export function previewApi(workshop: Workshop, previews: Previews, addresses: PreviewAddresses): Router {
  const router = Router();
  router.get('/previews', (request, response) => void response.json(waysFor(request, previews, addresses)));
  router.post('/seat/previews', express.json({ limit: '4kb' }), mustBeOwnOrigin, (request, response) => {
    const seat = seatOf(request, workshop);
    const asked = previewRequest.parse(request.body);
    const { nodes } = workshop.clusterOf(seat.id);
    if (nodes.length > 0 && !nodes.some((node) => node.name === asked.node)) {
      const names = nodes.map((node) => node.name).join(', ');
      throw new LabError('unknownNode', `This cluster has no node ${asked.node}. It has ${names}.`);
    }
    const opener = request.headers.origin;
    response.status(201).json(previews.open(seat.id, asked, opener));
  });
  return router;
}

function waysFor(request: IncomingMessage, previews: Previews, addresses: PreviewAddresses): PreviewWays {
  const { second } = addresses;
  const names = namesFor(request, addresses);
  return { lab: previews.lab, names, ...(second === undefined ? {} : { port: second }) };
}

/** Names to try: with the page's own port, which a proxy may have changed, and with the one that the lab listens on. */
function namesFor({ headers }: IncomingMessage, { domain, port }: PreviewAddresses): readonly string[] {
  const page = readHost(headers.host);
  const ported = (name: string, number: string) => (number === '' ? name : `${name}:${number}`);
  if (domain !== undefined) return [/:\d+$/.test(domain) ? domain : ported(domain, page.port)];
  // On another machine a name below localhost would lead to that machine.
  if (!/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(page.name)) return [];
  return [...new Set([ported('localhost', page.port), ported('localhost', String(port ?? ''))])];
}

function readHost(host = ''): { name: string; port: string } {
  const [, name = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  return { name, port };
}

/** What a page of the lab may show in a frame and ask: previews, under all names they may have for this browser. */
export function previewSources(addresses: PreviewAddresses, request: IncomingMessage): string {
  const names = namesFor(request, addresses).map((name) => `*.${name}`);
  const { name } = readHost(request.headers.host);
  const isPlain = /^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/.test(name);
  const second = addresses.second !== undefined && isPlain ? [`${name}:${addresses.second}`] : [];
  return [...names, ...second].join(' ');
}

export interface SecondPort {
  readonly port: number;
  close(): Promise<void>;
}

interface SecondPortOptions {
  readonly previews: { readonly byPort: PreviewHandler };
  readonly host: string;
  readonly previewPort?: number;
  readonly needsPreviewPort: boolean;
  readonly log: Log;
}

/** Serves previews on a port of their own. Where it is taken and nobody asked for it by number, the lab goes without. */
export async function servePreviewPort(o: SecondPortOptions, mainPort: number): Promise<SecondPort | undefined> {
  const { previews, host, previewPort, log } = o;
  if (previewPort === undefined) return undefined;
  const http = createHttpServer((request, response) => previews.byPort.request(request, response));
  http.on('upgrade', (request, socket, head) => previews.byPort.upgrade(request, socket, head));
  try {
    const port = await listen(http, host, previewPort);
    return {
      port,
      async close() {
        const closed = new Promise<void>((resolve) => http.close(() => resolve()));
        http.closeAllConnections();
        await closed;
      },
    };
  } catch (error) {
    if (o.needsPreviewPort || !(error instanceof LabError)) throw error;
    log.warn({ err: error, mainPort }, 'previews have names only: their port is taken');
    return undefined;
  }
}
