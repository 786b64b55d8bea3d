import { pipeline } from 'node:stream/promises';
import { type Request, Router } from 'express';
import { RECORDING_TYPE, type RecordingsAnswer } from '../../contract/index.ts';
import type { Workshop } from '../workshop/index.ts';

type Recordings = ReturnType<Workshop['recordingsOf']>;

/** The recordings of one seat (contract/recordings.ts). `recordingsOf` throws LabError noSeat. */
export function recordingsApi(recordingsOf: (request: Request) => Recordings): Router {
  const router = Router({ mergeParams: true });
  router.get('/', async (request, response) => {
    const recordings = await recordingsOf(request).list();
    response.set('cache-control', 'no-store').json({ recordings } satisfies RecordingsAnswer);
  });
  router.get('/:recording', async (request, response) => {
    const id = request.params.recording;
    const lines = await recordingsOf(request).read(id);
    // One that is being made is longer the next time.
    response.attachment(`devcoin-lab-${id}.cast`).type(RECORDING_TYPE).set('cache-control', 'no-store');
    try {
      await pipeline(lines, response);
    } catch (cause) {
      // The half that was sent cannot be taken back: the browser sees a broken download.
      if (!response.headersSent) throw cause;
      response.destroy();
    }
  });
  router.delete('/:recording', async (request, response) => {
    await recordingsOf(request).remove(request.params.recording);
    response.status(204).end();
  });
  return router;
}
