import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { LabError } from '../../contract/index.ts';
import { ROOT } from '../paths.ts';
import { runChild } from '../stages/child.ts';

/** Building three images on a slow disk is the longest that compose has to do. */
const COMPOSE_LIMIT_MS = 15 * 60_000;

export interface ComposeRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Each line that compose writes. */
  readonly say: (line: string) => void;
}

/** Runs `docker compose` on the project's own file; throws with compose's last words when it fails. */
export type Compose = (run: ComposeRun) => Promise<void>;

/** Where compose comes from: this machine, or a container of the image that cluster nodes are made of. */
export async function openCompose(
  o: { readonly engine: Docker; readonly socket: string; readonly nodeImage: () => Promise<string> },
  signal: AbortSignal,
): Promise<Compose> {
  if (await hasCompose(signal)) return composeHere(o.socket);
  return composeInContainer(o.engine, o.socket, await o.nodeImage());
}

async function hasCompose(signal: AbortSignal): Promise<boolean> {
  const asked = runChild({ argv: ['docker', 'compose', 'version'], cwd: ROOT, limitMs: 10_000, signal });
  // No docker command at all is the same answer.
  const end = await asked.catch(() => undefined);
  signal.throwIfAborted();
  return end?.exitCode === 0;
}

function composeHere(socket: string): Compose {
  return async ({ args, env, signal, say }) => {
    const argv = ['docker', 'compose', ...args];
    const own = { ...env, DOCKER_HOST: `unix://${socket}` };
    const end = await runChild({ argv, cwd: ROOT, env: own, limitMs: COMPOSE_LIMIT_MS, signal, onLine: say });
    signal.throwIfAborted();
    if (end.exitCode !== 0) throw failure(args, end.output);
  };
}

/** The project lies at the same path in the container: compose hands paths to the engine as it sees them. */
function composeInContainer(engine: Docker, socket: string, image: string): Compose {
  return async ({ args, env, signal, say }) => {
    const container = await engine.createContainer({
      Image: image,
      Entrypoint: ['docker', 'compose'],
      Cmd: [...args],
      Env: Object.entries({ ...env, DOCKER_HOST: 'unix:///engine.sock' }).map(([name, value]) => `${name}=${value}`),
      WorkingDir: ROOT,
      HostConfig: { Binds: [`${ROOT}:${ROOT}:ro`, `${socket}:/engine.sock`], NetworkMode: 'none' },
    });
    const kill = (): void => void container.kill().catch(() => {});
    signal.addEventListener('abort', kill, { once: true });
    try {
      const output = collect(say);
      const streams = await container.attach({ stream: true, stdout: true, stderr: true });
      engine.modem.demuxStream(streams, output.stream, output.stream);
      await container.start();
      const { StatusCode } = (await container.wait()) as { StatusCode: number };
      signal.throwIfAborted();
      if (StatusCode !== 0) throw failure(args, output.text());
    } finally {
      signal.removeEventListener('abort', kill);
      await container.remove({ force: true });
    }
  };
}

function collect(say: (line: string) => void): { stream: PassThrough; text(): string } {
  let all = '';
  const stream = new PassThrough();
  stream.on('data', (bytes: Buffer) => {
    all += bytes;
    for (const line of bytes.toString().split('\n')) if (line.trim()) say(line.trim());
  });
  return { stream, text: () => all };
}

function failure(args: readonly string[], output: string): LabError {
  const last = output.trim().split('\n').slice(-12).join('\n');
  const taken = /port is already allocated|address already in use/.test(output)
    ? '\nThe port is taken. Choose another: npm run demo -- --port 8080'
    : '';
  return new LabError('internal', `docker compose ${args.join(' ')} did not work:\n${last}${taken}`);
}
