import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';

/** How long a command of the bench may take. */
export const EXEC_LIMIT_MS = 60_000;

/** Runs a command in a container as docker exec does and gives what it printed; throws when it fails. */
export async function runIn(
  container: Docker.Container,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const onAbort = () => stream.destroy(new Error(`${argv.join(' ')} was given up`));
  signal.addEventListener('abort', onAbort, { once: true });
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  container.modem.demuxStream(stream, out, out);
  try {
    await finished(stream, { writable: false });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  const text = Buffer.concat(chunks).toString();
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${ExitCode}: ${text}`);
  return text;
}
