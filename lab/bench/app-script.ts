import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const APPS = join(import.meta.dirname, '..', '..', 'apps');

/** Runs a script of a sample application, as in `miner/bench.ts`, and gives the JSON of its last line. */
export async function runAppScript<T>(
  script: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<T> {
  const child = startScript(script, env, signal);
  let output = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${output}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T;
}

/** Starts a server of a sample application and waits for its first line; the returned function ends it. */
export async function startAppServer(
  script: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const child = startScript(script, env, signal);
  const closed = once(child, 'close');
  await Promise.race([
    once(child.stdout, 'data'),
    closed.then(() => Promise.reject(new Error(`${script} ended before it said anything`))),
  ]);
  child.stdout.resume();
  return async () => {
    child.kill('SIGTERM');
    await closed;
  };
}

function startScript(script: string, env: Readonly<Record<string, string>>, signal: AbortSignal) {
  return spawn(process.execPath, [join(APPS, script)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  });
}
