import { randomUUID } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createOutputSplitter, type ExecOutput } from './exec-output.ts';
import { stdoutOf } from './exec-stream.ts';
import { withSignal } from './with-signal.ts';

/** A program to run in a node. */
export interface ExecRequest {
  readonly argv: readonly string[];
  readonly input?: Uint8Array;
  /** Output beyond this is read and thrown away. */
  readonly limitBytes: number;
}

export interface ExecOutcome extends ExecOutput {
  readonly exitCode: number;
}

/** Environment variable by which a program and all it started are found again when nobody waits for it any more. */
const MARK = 'LAB_RUN';

/** Runs a program in a container as root in /root to its end. When the signal comes first, it is killed with its children. */
export async function execInContainer(
  container: Docker.Container,
  request: ExecRequest,
  signal: AbortSignal,
): Promise<ExecOutcome> {
  signal.throwIfAborted();
  const mark = `${MARK}=${randomUUID()}`;
  const stdin = request.input !== undefined;
  const creation = container.exec({
    ...AS_ROOT,
    Cmd: [...request.argv],
    Env: [mark],
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
  });
  const exec = await withSignal(creation, signal);
  try {
    const start: Promise<Duplex> = exec.start({ hijack: true, stdin });
    const stream = await withSignal(start, signal, (late) => {
      late.destroy();
      killMarked(container, mark);
    });
    const output = await collect(stream, request, signal);
    return named(request.argv[0], { ...output, exitCode: await exitCodeOf(exec, signal) });
  } catch (error) {
    if (signal.aborted) killMarked(container, mark);
    throw error;
  }
}

/** What a program in a container writes, as it comes. When the reader goes away before the end, the program is killed. */
export async function streamFromContainer(
  container: Docker.Container,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Readable> {
  const mark = `${MARK}=${randomUUID()}`;
  const creation = container.exec({ ...AS_ROOT, Cmd: [...argv], Env: [mark], AttachStdout: true, AttachStderr: true });
  const exec = await withSignal(creation, signal);
  const start: Promise<Duplex> = exec.start({ hijack: true, stdin: false });
  const stream = await withSignal(start, signal, (late) => {
    late.destroy();
    killMarked(container, mark);
  });
  const output = stdoutOf(stream, async () => {
    const code = await exitCodeOf(exec, signal);
    if (code !== 0) throw new Error(`${argv[0]} ended with code ${code}`);
  });
  const stop = () => output.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  output.once('close', () => {
    signal.removeEventListener('abort', stop);
    stream.destroy();
    if (!output.readableEnded) killMarked(container, mark);
  });
  return output;
}

const AS_ROOT = { User: 'root', WorkingDir: '/root' };

function collect(stream: Duplex, request: ExecRequest, signal: AbortSignal): Promise<ExecOutput> {
  return new Promise((resolve, reject) => {
    const splitter = createOutputSplitter(request.limitBytes);
    const stop = () => stream.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    stream.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream.on('end', () => resolve(splitter.output()));
    stream.on('error', reject);
    stream.on('close', () => {
      signal.removeEventListener('abort', stop);
      reject(signal.aborted ? signal.reason : Object.assign(new Error('the stream broke'), { code: 'ECONNRESET' }));
    });
    if (signal.aborted) stop();
    else if (request.input) stream.end(request.input);
  });
}

/** Engines differ in what they answer for a program that is not there (20.10: 126); this is what a shell says. */
function named(program: string | undefined, outcome: ExecOutcome): ExecOutcome {
  const missing =
    outcome.exitCode >= 126 && /^OCI runtime exec failed.*(not found|no such file)/.test(`${outcome.stdout}`);
  if (!missing) return outcome;
  return { exitCode: 127, stdout: Buffer.alloc(0), stderr: Buffer.from(`${program}: command not found\n`) };
}

/** The engine closes the stream a moment before it notes the exit code. */
async function exitCodeOf(exec: Docker.Exec, signal: AbortSignal): Promise<number> {
  for (;;) {
    const state = await withSignal(exec.inspect(), signal);
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    await delay(5, undefined, { signal });
  }
}

/**
 * The Engine API cannot end an exec, so that the node looks for the processes that carry the mark. Nobody waits for it:
 * where it cannot run, the node is off, and nothing runs there any more.
 */
function killMarked(container: Docker.Container, mark: string): void {
  const script = `grep -lsaF ${mark} /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9`;
  container
    .exec({ ...AS_ROOT, Cmd: ['sh', '-c', script] })
    .then((exec) => exec.start({ Detach: true }))
    // An answer that nobody reads would keep its connection, and the process, for ever.
    .then((answer) => answer.resume())
    .catch(() => undefined);
}
