type Level = 'info' | 'warn' | 'error';

/** Writes one JSON line for each thing worth knowing. Requests that are answered are not logged: the proxy does that. */
export type Log = Record<Level, (msg: string, more?: Readonly<Record<string, unknown>>) => void>;

/** A log that hands its lines to `write`; standard output unless told otherwise. */
export function openLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const at =
    (level: Level): Log[Level] =>
    (msg, more) =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, msg, ...more })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
