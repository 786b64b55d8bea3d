import express, { type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Logger as Log } from 'pino';
import { instructorRequest, joinRequest, LabError, toProblem } from '../../contract/index.ts';
import type { Workshop } from '../workshop/index.ts';
import { boardEvents } from './board-events.ts';
import { cookieOptions, INSTRUCTOR_COOKIE, SEAT_COOKIE } from './cookies.ts';
import { filesApi } from './files.ts';
import { mustBeOwnOrigin } from './origin.ts';
import { sendProblem } from './problems.ts';
import { recordingsApi } from './recordings.ts';
import { seatIfAny, seatOf } from './seat-of.ts';
import { sameSecret } from './secrets.ts';
import { mustBeInstructor } from './watch.ts';

/** Seats one address may take in a minute: a class behind one router joins at once, a script does not get far. */
const JOINS_PER_MINUTE = 120;
/** Instructor keys one address may try in a minute. */
const KEYS_PER_MINUTE = 20;

/** The HTTP API (contract/http.ts). */
export function api(workshop: Workshop, instructorKey: string, log: Log): Router {
  const router = Router();
  router.use(express.json({ limit: '64kb' }));
  router.use(mustBeOwnOrigin);

  router.get('/courses', (_request, response) => void response.json(workshop.courses()));
  router.get('/courses/:course/steps/:step', (request, response) => {
    response.json(workshop.step(request.params.course, request.params.step));
  });
  router.get('/courses/:course/pictures/*path', (request, response) => {
    const { course, path } = request.params;
    const { type, bytes, version } = workshop.picture(course, ['pictures', ...path].join('/'));
    // With its version in the address a picture never changes; without, it is asked for again.
    const isThis = request.query.v === version;
    response.set('cache-control', isThis ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.type(type).send(Buffer.from(bytes));
  });

  router.post('/seats', perMinute(JOINS_PER_MINUTE), (request, response) => {
    const seat = workshop.join(joinRequest.parse(request.body));
    response.cookie(SEAT_COOKIE, seat.token, cookieOptions(request.secure));
    response.status(201).json(workshop.answerFor(seat));
  });
  // Having no seat is no error: browsers would note one on every first visit.
  router.get('/seat', (request, response) => {
    const seat = seatIfAny(request, workshop);
    if (seat) response.json(workshop.answerFor(seat));
    else response.status(204).end();
  });
  router.delete('/seat', (request, response) => {
    workshop.giveUp(seatOf(request, workshop));
    response.clearCookie(SEAT_COOKIE, { path: '/' }).status(204).end();
  });

  router.use(
    '/nodes/:node',
    filesApi((request) => workshop.filesOf(seatOf(request, workshop))),
  );

  router.use(
    '/recordings',
    recordingsApi((request) => workshop.recordingsOf(seatOf(request, workshop).id)),
  );

  router.post('/instructor', perMinute(KEYS_PER_MINUTE), (request, response) => {
    const { key } = instructorRequest.parse(request.body);
    if (!sameSecret(key, instructorKey))
      throw new LabError('notInstructor', 'This is not the key. The lab printed it when it started.');
    response.cookie(INSTRUCTOR_COOKIE, key, cookieOptions(request.secure)).status(204).end();
  });
  const instructorOnly = (request: Request, _response: Response, next: () => void): void => {
    mustBeInstructor(request, instructorKey);
    next();
  };
  router.get('/watch/:seat', instructorOnly, (request, response) => {
    response.json(workshop.watched(String(request.params.seat)));
  });
  router.get('/board', instructorOnly, (_request, response) => void response.json(workshop.board()));
  router.get('/board/events', instructorOnly, (_request, response) => boardEvents(workshop, response, log));
  router.use(
    '/board/seats/:seat/recordings',
    instructorOnly,
    recordingsApi((request) => workshop.recordingsOf(String(request.params.seat))),
  );

  router.use((_request, response) => {
    sendProblem(response, toProblem(new LabError('notFound', 'There is nothing at this address of the API.')));
  });
  return router;
}

function perMinute(limit: number) {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) =>
      sendProblem(response, toProblem(new LabError('tooMany', 'Too many tries from this address. Wait a minute.'))),
  });
}
