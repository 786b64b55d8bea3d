import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Parts } from './parts.ts';
import { Problem, sendProblem } from './problem.ts';
import { coinsRoute } from './routes/coins.ts';
import { eventsRoute } from './routes/events.ts';
import { healthRoute } from './routes/health.ts';
import { historyRoute } from './routes/history.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openapiRoute } from './routes/openapi.ts';
import { readyRoute } from './routes/ready.ts';
import { summaryRoute } from './routes/summary.ts';
import { toProblem } from './to-problem.ts';

/** Every path, and what answers it. */
export const ROUTES: Readonly<Record<string, (parts: Parts) => RequestHandler>> = {
  '/': summaryRoute,
  '/coins': coinsRoute,
  '/history': historyRoute,
  '/events': eventsRoute,
  '/metrics': metricsRoute,
  '/health': healthRoute,
  '/ready': readyRoute,
  '/openapi.json': openapiRoute,
};

/** Answers requests: the routes, and what all answers have in common. */
export function createApp(parts: Parts): RequestListener {
  const app = createRoutes(parts);
  const { servedBy, stopping } = parts;
  // Not a middleware: Express would take a good part of the time of a short answer to get to it.
  return (req, res) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('X-Served-By', servedBy.task);
    if (servedBy.version !== null) res.setHeader('X-Version', servedBy.version);
    // Whoever keeps the connection would send the next request to a program that is gone.
    if (stopping.aborted) res.setHeader('Connection', 'close');
    app(req, res);
  };
}

function createRoutes(parts: Parts): Express {
  const app = express();
  app.disable('x-powered-by');
  // Numbers change all the time: a checksum of each answer would be work for nothing.
  app.disable('etag');
  app.set('query parser', 'simple');

  for (const [path, route] of Object.entries(ROUTES)) {
    app.get(path, route(parts));
    app.all(path, onlyReading);
  }
  app.use((req) => {
    const paths = Object.keys(ROUTES);
    throw new Problem(404, 'Not found', `There is nothing at ${req.path}; there is at ${paths.join(' ')}`, { paths });
  });
  app.use(answerWithProblem(parts));
  return app;
}

const onlyReading: RequestHandler = (req, res) => {
  res.setHeader('Allow', 'GET, HEAD, OPTIONS');
  if (req.method !== 'OPTIONS') {
    throw new Problem(405, 'Method not allowed', `${req.method} does nothing here: this API is for reading, with GET.`);
  }
  res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD');
  res.setHeader('Access-Control-Allow-Headers', '*');
  res.status(204).end();
};

function answerWithProblem({ log }: Parts): ErrorRequestHandler {
  // Express knows a handler of errors by its four parameters.
  return (error: unknown, req, res, _next) => {
    const problem = toProblem(error, log);
    // Who asked for what cannot be is worth a line: the reason may be here, and of several copies only this one knows.
    if (problem.status < 500) log.info(`Refused: ${problem.message}`, { status: problem.status, url: req.originalUrl });
    if (res.headersSent) res.destroy();
    else sendProblem(res, problem);
  };
}
