import type { ErrorRequestHandler, Response } from 'express';
import type { Logger as Log } from 'pino';
import { ZodError } from 'zod';
import { LabError, type Problem, toProblem } from '../../contract/index.ts';

/** Sends a problem document (RFC 9457). */
export function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The one place where an error of a request becomes an answer. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = asLabError(error);
    const problem = toProblem(known);
    if (problem.status >= 500) log.error({ err: error, url: request.path }, 'a request failed');
    if (response.headersSent) return next(error);
    sendProblem(response, problem);
  };
}

function asLabError(error: unknown): unknown {
  if (error instanceof ZodError) {
    const issue = error.issues[0];
    return new LabError(
      'badRequest',
      `${issue?.path.length ? `${issue.path.join('.')}: ` : ''}${issue?.message ?? 'does not fit'}`,
    );
  }
  const status = (error as { status?: unknown } | undefined)?.status;
  // body-parser's errors (too large, no JSON) carry a status below 500.
  if (typeof status === 'number' && status < 500) {
    return new LabError('badRequest', `The request could not be read: ${(error as Error).message}.`, { cause: error });
  }
  return error;
}
