import { spawn } from 'node:child_process';

export interface ChildRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Each line as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ChildEnd {
  readonly exitCode: number;
  readonly output: string;
  readonly timedOut: boolean;
}

/** A child writes to a pipe; what it says is shown where this process writes. */
const COLOURS = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

/** Between the request to end and the end by force. */
const GRACE_MS = 5000;

/**
 * Runs a program to its end, or to the end of its time. It is the head of a process group of its own, so that what it
 * started ends with it, and nothing else does.
 */
export function runChild({ argv, cwd, env, limitMs, signal, onLine }: ChildRun): Promise<ChildEnd> {
  const [program = '', ...args] = argv;
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...COLOURS, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const take = (bytes: Buffer): void => {
      const text = bytes.toString();
      output += text;
      if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    let force: NodeJS.Timeout | undefined;
    const end = (): void => {
      endGroup(child.pid, 'SIGTERM');
      force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => {
      timedOut = true;
      end();
    }, limitMs);
    signal.addEventListener('abort', end, { once: true });
    const finish = (): void => {
      clearTimeout(limit);
      clearTimeout(force);
      signal.removeEventListener('abort', end);
    };
    child.on('error', (error) => {
      finish();
      fail(error);
    });
    child.on('close', (code) => {
      finish();
      done({ exitCode: code ?? 1, output, timedOut });
    });
  });
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // The group ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
