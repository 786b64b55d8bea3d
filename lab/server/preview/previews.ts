import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger as Log } from 'pino';
import { PROBE_LABEL, PROBE_PATH, type PreviewAnswer, type PreviewRequest, previewHost } from '../../contract/index.ts';
import { Door } from './door.ts';
import { Registry } from './registry.ts';
import { type SeatCluster, type Shower, sendEnded, showPort, upgradePort, type Visit } from './show-port.ts';
import { readPreviewHost } from './target.ts';
import { type View, viewByName } from './view.ts';

/** Requests and sockets of one seat that may run at once: more is a loop, and the others' previews go on. */
const MAX_AT_ONCE = 256;

export interface PreviewsOptions {
  readonly clusterOf: SeatCluster;
  /** The same unguessable text of 26 lower-case letters and digits for the same text. */
  readonly keyOf: (text: string) => string;
  /** Says which server answers. */
  readonly lab: string;
  readonly log: Log;
}

/** A way requests for previews come in; an HTTP server hands them over. */
export interface PreviewHandler {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Ports of nodes in the browser. */
export interface Previews {
  readonly lab: string;
  /** The preview of a port of a seat's node; the same one for the same port. */
  open(seat: string, request: PreviewRequest, opener?: string): PreviewAnswer;
  /** Whether a request for this Host is a preview's. */
  takes(host: string | undefined): boolean;
  /** Previews by host name. */
  readonly byName: PreviewHandler;
  /** Previews on a port of their own. */
  readonly byPort: PreviewHandler;
  /** Ends the previews of a seat and all that runs through them. */
  endSeat(seat: string): void;
  /** Ends all that runs; the same keys work again after the next start. */
  close(): void;
}

/** Previews over the clusters of seats. */
export function createPreviews({ clusterOf, keyOf, lab, log }: PreviewsOptions): Previews {
  const registry = new Registry(keyOf);
  const shower: Shower = { clusterOf, log, open: (target) => registry.open(target) };
  const door = new Door(registry);

  /** Runs one request or socket; it ends with the browser's side and with the seat. */
  const run = (view: View, end: Duplex | ServerResponse, work: (signal: AbortSignal) => Promise<void>): void => {
    const { seat } = view.target;
    const ending = new AbortController();
    const unnote = registry.note({ seat, end: () => end.destroy() });
    end.once('close', () => {
      unnote();
      ending.abort();
    });
    work(ending.signal).catch((error: unknown) => {
      if (!ending.signal.aborted) log.error({ err: error }, 'a preview failed');
      end.destroy();
    });
  };

  const handler = (find: (request: IncomingMessage) => Found | undefined): PreviewHandler => ({
    request(request, response) {
      const found = find(request);
      if (!found) return sendEnded(response);
      const { seat } = found.view.target;
      if (registry.countOf(seat) >= MAX_AT_ONCE) return void response.writeHead(503).end();
      run(found.view, response, (signal) => showPort(shower, { ...found, request, signal }, response));
    },
    upgrade(request, socket, head) {
      socket.on('error', (err) => log.debug({ err }, 'a preview socket broke'));
      const found = find(request);
      if (!found || registry.countOf(found.view.target.seat) >= MAX_AT_ONCE) return void socket.destroy();
      run(found.view, socket, (signal) => upgradePort(shower, { ...found, request, signal }, socket, head));
    },
  });
  const named = handler((request) => findByName(registry, request));
  const ported = handler((request) => door.find(request));

  return {
    lab,
    open: (seat, { host, ...at }, opener) =>
      registry.open({ seat, ...at, ...(host === undefined ? {} : { host: host.toLowerCase() }) }, opener),
    takes: (host) => readPreviewHost(host) !== undefined || isProbe(host),
    byName: {
      upgrade: named.upgrade,
      request(request, response) {
        if (isProbe(request.headers.host)) answerProbe(lab, request, response);
        else named.request(request, response);
      },
    },
    byPort: {
      upgrade: ported.upgrade,
      request(request, response) {
        if (!door.enter(request, response)) ported.request(request, response);
      },
    },
    endSeat: (seat) => registry.endSeat(seat),
    close: () => registry.close(),
  };
}

type Found = Pick<Visit, 'view' | 'path' | 'hrefOf'>;

function findByName(registry: Registry, { headers, url = '/' }: IncomingMessage): Found | undefined {
  const place = readPreviewHost(headers.host);
  const seen = registry.find(place?.key);
  const view = place && seen && viewByName(seen, place.label, place.name);
  if (!view) return undefined;
  return { view, path: url, hrefOf: (preview) => `//${previewHost(preview, place.name)}/` };
}

function isProbe(host: string | undefined): boolean {
  return host?.toLowerCase().startsWith(`${PROBE_LABEL}.`) ?? false;
}

/** A page of the lab asks whether the name leads here. */
function answerProbe(lab: string, { url }: IncomingMessage, response: ServerResponse): void {
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
  if (url !== PROBE_PATH) return void response.writeHead(404, headers).end();
  response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify({ lab }));
}
