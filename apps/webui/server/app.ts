import type { RequestListener } from 'node:http';
import sirv from 'sirv';
import type { Config } from './config.ts';
import { securityHeaders } from './headers.ts';

/** Answers requests: the built page from a folder, `/server.json` and `/health`. */
export function createApp(config: Config, dist: string): RequestListener {
  const files = sirv(dist, {
    etag: true,
    gzip: true, // Packed copies lie beside the files since the build.
    setHeaders(response, path) {
      // The names in assets/ change with their content; the page itself is asked for each time.
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const { host, task, node, apiUrl } = config;
  const self = JSON.stringify({ host, task, node, apiUrl });

  return (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders(request.headers.host, apiUrl)))
      response.setHeader(name, value);
    const text = (status: number, body: string) =>
      response
        .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
        .end(body);

    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return text(405, 'Only GET and HEAD are answered here.\n');
    }
    const path = request.url?.split('?', 1)[0];
    if (path === '/health') return text(200, 'ok\n');
    if (path === '/server.json') {
      return response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(self);
    }
    files(request, response, () => {
      text(404, `There is nothing at ${path}.\n`);
    });
  };
}
