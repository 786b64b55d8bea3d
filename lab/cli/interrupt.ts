/** A signal that aborts when the person or the system asks the command to end; a second Ctrl+C within no time is the same one. */
export function interruptSignal(): AbortSignal {
  const asked = new AbortController();
  let first = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!asked.signal.aborted) {
        first = performance.now();
        asked.abort(new Interrupted(name));
        return;
      }
      // npm passes on the Ctrl+C that the terminal sent already; only a later one is a second wish.
      if (performance.now() - first > 700) process.exit(130);
    });
  }
  return asked.signal;
}

/** Thrown where work ends because somebody asked for it. */
export class Interrupted extends Error {
  constructor(name: string) {
    super(`Ended by ${name}`);
    this.name = 'Interrupted';
  }
}
