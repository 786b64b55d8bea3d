import type { Response } from 'express';

/** An answer that says what went wrong, as RFC 9457 wants it. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.more = more;
  }

  toJSON(): Record<string, unknown> {
    return { type: 'about:blank', title: this.title, status: this.status, detail: this.message, ...this.more };
  }
}

/** Answers with a problem. */
export function sendProblem(res: Response, problem: Problem): void {
  res.status(problem.status).setHeader('Content-Type', 'application/problem+json');
  res.end(JSON.stringify(problem));
}
