import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminalSession } from './terminal-session.ts';

const START_LIMIT_MS = 20_000;

/** The server of terminals that ours is compared to. */
export interface Anchor {
  /** With its version, for the table. */
  readonly name: string;
  readonly pid: number;
  /** A new shell, shown by what stands for the product's own page. */
  open(): Promise<TerminalSession>;
  close(): Promise<void>;
}

/** The anchor over a process that was just started; resolves when its port takes connections. */
export async function anchorOf(
  child: ChildProcess,
  o: {
    readonly name: string;
    readonly port: number;
    readonly signal: AbortSignal;
    readonly open: () => Promise<TerminalSession>;
  },
): Promise<Anchor> {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${o.name} could not be started`);
  const exited = once(child, 'exit');
  const limit = AbortSignal.any([o.signal, AbortSignal.timeout(START_LIMIT_MS)]);
  while (!(await takesConnections(o.port))) {
    if (child.exitCode !== null) throw new Error(`${o.name} ended with ${child.exitCode} before it listened`);
    await sleep(20, undefined, { signal: limit });
  }
  return {
    name: o.name,
    pid,
    open: o.open,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
