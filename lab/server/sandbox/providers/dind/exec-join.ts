import { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { stdoutOf } from './exec-stream.ts';
import { withSignal } from './with-signal.ts';

/** The input and output of a program in a container as one connection, through the engine; it ends when either side closes. */
export async function joinContainer(
  container: Docker.Container,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Duplex> {
  const wish = { User: 'root', Cmd: [...argv], AttachStdin: true, AttachStdout: true, AttachStderr: true };
  const exec = await withSignal(container.exec(wish), signal);
  const start: Promise<Duplex> = exec.start({ hijack: true, stdin: true });
  const stream = await withSignal(start, signal, (late) => late.destroy());
  const output = stdoutOf(stream, async () => undefined);
  const joined = Duplex.from({ readable: output, writable: stream });
  joined.once('close', () => stream.destroy());
  return joined;
}
