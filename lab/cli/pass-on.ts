import { spawn } from 'node:child_process';

/** Runs a program of the lab with this terminal and this Node, passes signals on, and gives its exit code. */
export function passOn(argv: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, argv, { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', fail);
    child.on('exit', (code) => done(code ?? 1));
  });
}
