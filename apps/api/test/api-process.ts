import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from './redis-container.ts';

/** This program, running as it does in its container. */
export interface ApiProcess {
  readonly url: string;
  /** Lines of its log so far. */
  logged(): { level: string; msg: string }[];
  stop(): Promise<{ code: number | null; ms: number }>;
}

/** Runs the program until it ends by itself. */
export async function runApi(env: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  const child = spawnApi(env);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

/** Starts the program and waits until it listens. */
export async function startApi(env: Record<string, string>): Promise<ApiProcess> {
  const port = await freePort();
  const child = spawnApi({ PORT: `${port}`, REDIS_HOST: '127.0.0.1', ...env });
  const exit = once(child, 'exit');
  let out = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('Listening')) resolve();
    });
    child.stderr.on('data', (chunk) => reject(new Error(String(chunk))));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    logged: () =>
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    async stop() {
      const start = performance.now();
      child.kill('SIGTERM');
      const [code] = await exit;
      return { code, ms: performance.now() - start };
    },
  };
}

function spawnApi(env: Record<string, string>) {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [main], { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Asks until the answer has a status. */
export async function waitForStatus(url: string, status: number, withinMs = 15_000): Promise<Response> {
  const end = AbortSignal.timeout(withinMs);
  for (;;) {
    const answer = await fetch(url, { signal: end });
    if (answer.status === status) return answer;
    await answer.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
