import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger as Log } from 'pino';
import { LabError } from '../../contract/index.ts';
import type { Previews } from '../preview/index.ts';
import type { Workshop } from '../workshop/index.ts';
import { api } from './api.ts';
import { cookieOptions, SEAT_COOKIE } from './cookies.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from './listen.ts';
import { type PreviewAddresses, previewApi, previewSources, servePreviewPort } from './previews.ts';
import { problemHandler } from './problems.ts';
import { serveSockets } from './socket.ts';

export interface HttpServerOptions {
  readonly workshop: Workshop;
  readonly instructorKey: string;
  readonly uiDir: string;
  readonly host: string;
  readonly port: number;
  readonly previews: Previews;
  /** The domain below which previews have names; absent: names below localhost, for browsers on this machine. */
  readonly domain?: string;
  /** The second port, for previews without names; absent: none. */
  readonly previewPort?: number;
  /** Whether somebody asked for that very port: then it is an error that it is taken. */
  readonly needsPreviewPort: boolean;
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  /** The second port, if it could be opened. */
  readonly previewPort?: number;
  /** Stops listening and ends all connections. */
  close(): Promise<void>;
}

/** Serves the workshop: pages, API and sockets on one port, previews by name there and without names on a second; throws LabError portInUse. */
export async function serve(o: HttpServerOptions): Promise<HttpServer> {
  const addresses: PreviewAddresses = { ...(o.domain === undefined ? {} : { domain: o.domain }) };
  const app = application(o, addresses);
  const { previews } = o;
  const http = createHttpServer((request, response) => {
    if (previews.takes(request.headers.host)) previews.byName.request(request, response);
    else app(request, response);
  });
  const sockets = serveSockets(http, previews, o);
  addresses.port = await listen(http, o.host, o.port);
  const second = await servePreviewPort(o, addresses.port);
  if (second) addresses.second = second.port;
  return {
    port: addresses.port,
    ...(second ? { previewPort: second.port } : {}),
    async close() {
      sockets.close();
      previews.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await Promise.all([closed, second?.close()]);
    },
  };
}

function application(
  { workshop, previews, instructorKey, uiDir, log }: HttpServerOptions,
  addresses: PreviewAddresses,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(addresses));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.use('/api', previewApi(workshop, previews, addresses));
  app.use('/api', api(workshop, instructorKey, log));
  app.get('/s/:token', (request, response) => {
    const seat = workshop.seatByToken(request.params.token);
    if (!seat) return response.redirect(303, '/?lost=link');
    response.cookie(SEAT_COOKIE, seat.token, cookieOptions(request.secure)).redirect(303, '/learn');
  });
  app.use('/assets', express.static(join(uiDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  app.use(express.static(uiDir, { index: false }));
  app.get('/{*page}', (_request, response) => {
    const index = join(uiDir, 'index.html');
    if (!existsSync(index))
      throw new LabError(
        'internal',
        `The pages are not built: ${index} is missing. Start the lab with npm start, which builds them.`,
      );
    response.set('cache-control', 'no-cache').sendFile(index);
  });
  app.use(problemHandler(log));
  return app;
}

function securityHeaders(addresses: PreviewAddresses) {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        'default-src': ["'self'"],
        // Highlighted code and the terminal set styles on elements.
        'style-src': ["'self'", "'unsafe-inline'"],
        // The player of recordings brings an emulator as WebAssembly; this allows that, and no script from text.
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'", (request) => previewSources(addresses, request)],
        'frame-src': ["'self'", (request) => previewSources(addresses, request)],
        // The lab is served over plain HTTP on a laptop or a local network.
        'upgrade-insecure-requests': null,
      },
    },
    strictTransportSecurity: false,
    // Both only work on secure origins; on a local network's plain HTTP browsers complain about them.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}
