import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SCRIPT = join(import.meta.dirname, 'serve.ts');
const START_LIMIT_MS = 60_000;
/** Clusters that are being taken down are waited for. */
const STOP_LIMIT_MS = 60_000;
const KNOCK_MS = 5;

/** The lab's server in a process of its own. */
export interface LabProcess {
  readonly url: string;
  readonly pid: number;
  /** When its port first took a connection, by performance.now(). */
  readonly listening: Promise<number>;
  /** Asks it to end and waits for that; clusters that are taken down are gone then. */
  stop(): Promise<void>;
  /** Kills it with signal 9. */
  kill(): Promise<void>;
}

/** Starts the lab server on a data folder and a port. */
export function startLabProcess(o: {
  readonly dataDir: string;
  readonly port: number;
  readonly docker: string;
  readonly seats: number;
}): LabProcess {
  const child = spawn(process.execPath, [SCRIPT, o.dataDir, String(o.port), String(o.seats), o.docker], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Ctrl+C is for the bench, which ends its server when the clusters are gone.
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`${process.execPath} could not be started`);
  const exited = once(child, 'exit');
  const ended = new AbortController();
  child.once('exit', (code, how) => ended.abort(new Error(`the lab server ended (${code ?? how})`)));
  const listening = knock(o.port, ended.signal);
  // Those who wait are told; where nobody waits, it is no accident.
  listening.catch(() => undefined);
  const end = async (how: NodeJS.Signals): Promise<void> => {
    child.kill(how);
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(limit);
  };
  return {
    url: `http://127.0.0.1:${o.port}`,
    pid: child.pid,
    listening,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Tries a port until something takes the connection. */
async function knock(port: number, ended: AbortSignal): Promise<number> {
  const limit = performance.now() + START_LIMIT_MS;
  for (;;) {
    ended.throwIfAborted();
    if (performance.now() > limit) throw new Error(`the lab server did not listen on port ${port} in time`);
    const socket = connect(port, '127.0.0.1');
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    const at = performance.now();
    socket.destroy();
    if (opened) return at;
    await sleep(KNOCK_MS);
  }
}
