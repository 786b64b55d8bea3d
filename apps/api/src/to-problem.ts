import type { Log } from './log.ts';
import { Problem } from './problem.ts';

/** Every failure ends here: problems are told as they are, anything else is logged and told without its insides. */
export function toProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  log.error(`An answer failed: ${cause.message}`, { stack: cause.stack });
  return new Problem(500, 'Something failed here', 'The log of this program says more.');
}
