import { spawn } from 'node:child_process';

/** Runs a program (by default a script under this Node) on this terminal, passes signals on, and gives its exit code. */
export function passOn(argv: readonly string[], program: string = process.execPath): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, argv, { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal);
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', fail);
    child.on('exit', (code) => done(code ?? 1));
  });
}
