const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** How much is logged: a level and all behind it. */
export type LogLevel = (typeof LEVELS)[number];

/** Writes one JSON line: time, level, msg, and whatever else is given. */
export type Log = (level: LogLevel, msg: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A log on standard output, where Docker collects it. */
export function createLog(least: LogLevel, write = (line: string) => void process.stdout.write(line)): Log {
  return (level, msg, fields) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, msg, ...fields })}\n`);
  };
}
