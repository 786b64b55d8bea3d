import type { RequestHandler } from 'express';
import { toMetrics } from '../model/metrics.ts';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';

/** `GET /metrics`: the numbers as Prometheus reads them. It is 200 also while Redis is away: that is a number too. */
export function metricsRoute({ numbers, servedBy, log }: Parts): RequestHandler {
  return async (_req, res) => {
    const summary = await numbers.current().catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error(`No numbers for /metrics: ${String(error)}`);
      return null;
    });
    res.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    res.end(toMetrics(servedBy, summary));
  };
}
