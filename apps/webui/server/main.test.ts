import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

let app: string;
const started: ChildProcess[] = [];

// The server beside a page of one line, so that these tests need no build.
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'devcoin-webui-main-'));
  cpSync(import.meta.dirname, join(app, 'server'), { recursive: true });
  mkdirSync(join(app, 'dist'));
  writeFileSync(join(app, 'dist', 'index.html'), 'page');
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  const modules = dirname(dirname(fileURLToPath(import.meta.resolve('sirv'))));
  symlinkSync(modules, join(app, 'node_modules'));
});

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(app, { recursive: true });
});

function run(file: string, port: string) {
  const child = spawn(process.execPath, [join(app, 'server', file)], { env: { PORT: port } });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  return { child, ended: once(child, 'close').then(([code]) => ({ code, output })) };
}

async function takenPort() {
  const other = createServer().listen(0);
  await once(other, 'listening');
  return { other, port: (other.address() as AddressInfo).port };
}

it('refuses a wrong port with a sentence and code 78', async () => {
  expect(await run('main.ts', 'eighty').ended).toEqual({
    code: 78,
    output: 'devcoin-webui: PORT must be a whole number from 1 to 65535, but it is "eighty".\n',
  });
});

it('refuses a port that is taken with a sentence and code 78', async () => {
  const { other, port } = await takenPort();
  expect(await run('main.ts', String(port)).ended).toEqual({
    code: 78,
    output: `devcoin-webui: port ${port} is taken; set PORT to another one.\n`,
  });
  other.close();
});

it('is well while it runs, and stops within a second though a connection is open', async () => {
  const { other, port } = await takenPort();
  await new Promise((resolve) => other.close(resolve));
  const server = run('main.ts', String(port));
  await once(server.child.stdout, 'data');
  expect(healthCheck()).toBe(0);
  const request = get({ port, path: '/', headers: { connection: 'keep-alive' } });
  await once(request, 'response');
  request.on('error', () => {});
  const asked = performance.now();
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(healthCheck()).toBe(1);
});

/** What Docker would see. */
function healthCheck(): number | null {
  return spawnSync('sh', [join(import.meta.dirname, '..', 'health.sh')]).status;
}
