import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger as Log } from 'pino';
import { LabError } from '../../contract/index.ts';
import type { Workshop } from '../workshop/index.ts';
import { api } from './api.ts';
import { cookieOptions, SEAT_COOKIE } from './cookies.ts';
import { problemHandler } from './problems.ts';
import { serveSockets } from './socket.ts';

export interface HttpServerOptions {
  readonly workshop: Workshop;
  readonly instructorKey: string;
  readonly uiDir: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  /** Stops listening and ends all connections. */
  close(): Promise<void>;
}

/** Serves the workshop: pages, API and sockets on one port; throws LabError portInUse. */
export async function serve(o: HttpServerOptions): Promise<HttpServer> {
  const http = createServer(application(o));
  const sockets = serveSockets(http, o.workshop, o.log);
  await listen(http, o.host, o.port);
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}

function application({ workshop, instructorKey, uiDir, log }: HttpServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
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

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        'default-src': ["'self'"],
        // Highlighted code and the terminal set styles on elements.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
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

function listen(http: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => reject(asLabError(cause, host, port)));
    http.listen(port, host, () => resolve());
  });
}

function asLabError(cause: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (cause.code === 'EADDRINUSE') {
    return new LabError(
      'portInUse',
      `Port ${port} on ${host} is taken by another program. Stop that one, or choose another: npm start -- --port ${port + 1}`,
      { cause },
    );
  }
  if (cause.code === 'EACCES') {
    return new LabError(
      'portInUse',
      `Port ${port} may not be opened by this user. Choose one above 1023: npm start -- --port 7070`,
      { cause },
    );
  }
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new LabError('badConfig', `--host ${host} is no address of this machine.`, { cause });
  }
  return cause;
}
