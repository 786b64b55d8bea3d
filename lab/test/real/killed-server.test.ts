import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePort } from '../../bench/free-port.ts';
import { joinLab, type LabPage, samePage } from '../client/lab-page.ts';
import { testDataDir, testDocker, testImages } from '../setup/index.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

let dataDir: string;
let docker: string;
let port: number;
let server: ChildProcess;
let page: LabPage;

/** A server of its own process, which can be killed; resolves when it answers. */
async function start(): Promise<void> {
  const args = [MAIN, 'start', '--port', String(port), '--data', dataDir, '--yes'];
  server = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, DOCKER_HOST: `unix://${docker}` } });
  const answers = (): Promise<boolean> =>
    fetch(`http://localhost:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await vi.waitFor(async () => expect(await answers()).toBe(true), { timeout: 90_000, interval: 100 });
}

async function kill(): Promise<void> {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

/** The numbers that a terminal shows, in order. */
const numbers = (): number[] =>
  [...(page.output.get(0) ?? '').matchAll(/<(\d+)>/g)].map(([, digits]) => Number(digits));

beforeAll(async () => {
  await testImages();
  [dataDir, docker, port] = [testDataDir(), await testDocker(), await freePort()];
  await start();
  page = await joinLab(`http://localhost:${port}`, 'Marta');
  await page.ready(60_000);
});
afterAll(async () => {
  if (page) await fetch(`${page.url}/api/seat`, { method: 'DELETE', headers: { cookie: page.cookie } });
  page?.close();
  if (server?.exitCode === null) {
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
  }
});

it('shows after kill -9 what a program printed before, meanwhile and after, each line once', async () => {
  await page.openTerminal(0, 'node1', 30_000);
  page.type(0, 'clear; i=0; while [ ! -e /tmp/stop ]; do echo "<$i>"; i=$((i+1)); sleep 0.02; done\r');
  await page.until('the first hundred', () => numbers().includes(100));
  await kill();
  const before = numbers().at(-1) ?? 0;
  // A while in which nobody is connected to the shell.
  await start();
  page = samePage(page, page.url);
  await page.ready(60_000);
  page.send({ type: 'openTerminal', channel: 0, node: 'node1', shell: 'main', cols: 100, rows: 30 });
  await page.until('more than before', () => (numbers().at(-1) ?? 0) > before + 50);
  const seen = numbers();
  expect(seen).toEqual(seen.map((_, index) => index));

  // The program runs on, and hears its keys.
  page.type(0, '\x03');
  await page.line(0, 'echo "over-$((40 + 2))"', 'over-42');
});
