import { type Logger as Log, pino } from 'pino';

/** A log that keeps what should not be in it. */
export interface NotedLog {
  readonly log: Log;
  /** Lines of the levels error and fatal. */
  readonly bad: readonly string[];
}

/** A log whose errors a test can look at. */
export function notedLog(): NotedLog {
  const bad: string[] = [];
  return { bad, log: pino({ level: 'error' }, { write: (line: string) => void bad.push(line) }) };
}
