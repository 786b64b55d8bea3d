import type { IncomingMessage } from 'node:http';
import { type EngineExec, EngineRefusal } from '../../engine-api.ts';
import { createOutputSplitter } from './exec-output.ts';

const MAX_OUTPUT_BYTES = 64 * 1024;

/** The engine's answers: whole as JSON, or as a stream. */
export interface ExecDoor {
  json<T>(path: string, body?: object): Promise<T>;
  stream(path: string, body: object): Promise<IncomingMessage>;
}

/** Runs a program in a container of the engine to its end (https://docs.docker.com/reference/api/engine/, "Exec"). */
export async function runInContainer(
  { json, stream }: ExecDoor,
  { container, argv }: { readonly container: string; readonly argv: readonly string[] },
  signal: AbortSignal,
): Promise<EngineExec> {
  const wish = { AttachStdout: true, AttachStderr: true, Cmd: argv };
  const { Id } = await json<{ Id: string }>(`/containers/${encodeURIComponent(container)}/exec`, wish);
  const answer = await stream(`/exec/${Id}/start`, { Detach: false, Tty: false });
  const output = createOutputSplitter(MAX_OUTPUT_BYTES);
  const stop = () => answer.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const refusal: Buffer[] = [];
    const isRefused = (answer.statusCode ?? 0) >= 400;
    for await (const chunk of answer) {
      if (isRefused) refusal.push(chunk as Buffer);
      else output.push(chunk as Buffer);
    }
    if (isRefused) throw new EngineRefusal(answer.statusCode ?? 0, Buffer.concat(refusal).toString().trim());
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const { ExitCode } = await json<{ ExitCode: number | null }>(`/exec/${Id}/json`);
  const { stdout, stderr } = output.output();
  return { exitCode: ExitCode ?? -1, output: Buffer.concat([stdout, stderr]).toString() };
}
