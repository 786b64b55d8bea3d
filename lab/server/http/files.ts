import { pipeline } from 'node:stream/promises';
import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import { LabError, lookRequest, MAX_UPLOAD_BYTES, moveRequest, pathQuery } from '../../contract/index.ts';
import type { SeatFiles } from '../workshop/index.ts';

/** `If-None-Match: *` means a file that is not there yet; the version of such a file has this name (server/sandbox). */
const NOT_YET = 'none';

/** The files of a node, below /api/nodes/:node (contract/files.ts). `filesOf` throws LabError noSeat. */
export function filesApi(filesOf: (request: Request) => SeatFiles): Router {
  const router = Router({ mergeParams: true });
  const body = express.raw({ type: 'application/octet-stream', limit: MAX_UPLOAD_BYTES });
  // A request without a seat is refused before its body is read.
  router.use((request, _response, next) => {
    filesOf(request);
    next();
  });

  router.get('/folder', async (request, response) => {
    response.json(await filesOf(request).folder(nodeOf(request), pathOf(request)));
  });
  router.get('/file', async (request, response) => {
    response.json(await filesOf(request).file(nodeOf(request), pathOf(request)));
  });
  router.get('/given', async (request, response) => {
    response.json(await filesOf(request).given(nodeOf(request), pathOf(request)));
  });
  router.put('/file', body, async (request, response) => {
    if (!Buffer.isBuffer(request.body)) {
      throw new LabError('badRequest', 'The bytes of a file are sent as application/octet-stream.');
    }
    const version = versionOf(request);
    response.json(await filesOf(request).save(nodeOf(request), pathOf(request), request.body, version));
  });
  router.delete('/file', async (request, response) => {
    await filesOf(request).remove(nodeOf(request), pathOf(request));
    response.status(204).end();
  });
  router.post('/folder', async (request, response) => {
    await filesOf(request).makeFolder(nodeOf(request), pathOf(request));
    response.status(204).end();
  });
  router.post('/move', async (request, response) => {
    const { from, to } = moveRequest.parse(request.body);
    await filesOf(request).move(nodeOf(request), from, to);
    response.status(204).end();
  });
  router.post('/look', async (request, response) => {
    response.json(await filesOf(request).look(nodeOf(request), lookRequest.parse(request.body).paths));
  });
  router.get('/download', async (request, response) => {
    const { name, bytes } = await filesOf(request).download(nodeOf(request), pathOf(request));
    // Never shown as a page of the lab, whatever is in it.
    response.attachment(name).type('application/octet-stream').set('cache-control', 'no-store');
    try {
      await pipeline(bytes, response);
    } catch (cause) {
      // The half that was sent cannot be taken back: the browser sees a broken download.
      if (!response.headersSent) throw cause;
      response.destroy();
    }
  });
  router.use(tooLarge);
  return router;
}

const tooLarge: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const isTooLarge = (error as { type?: unknown } | undefined)?.type === 'entity.too.large';
  const megabytes = MAX_UPLOAD_BYTES / 1_000_000;
  next(
    isTooLarge
      ? new LabError('tooLarge', `A file may have at most ${megabytes} MB. Fetch larger ones on the node, with curl.`)
      : error,
  );
};

function nodeOf(request: Request): string {
  return String(request.params.node);
}

function pathOf(request: Request): string {
  return pathQuery.parse(request.query).path;
}

function versionOf(request: Request): string | undefined {
  if (request.headers['if-none-match'] === '*') return NOT_YET;
  const match = request.headers['if-match'];
  return match === undefined ? undefined : match.replaceAll('"', '');
}
