import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectNodeSocket, mayOwnSocket } from './node-socket.ts';

let folder: string;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-socket-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** A server on a unix socket that says its name; counts who came. */
async function listen(path: string, name: string): Promise<{ visits: number }> {
  const count = { visits: 0 };
  const server = createServer((socket) => {
    count.visits++;
    socket.end(name);
  });
  servers.push(server);
  server.listen(path);
  await once(server, 'listening');
  return count;
}

async function said(path: string): Promise<string> {
  let text = '';
  for await (const chunk of connectNodeSocket(path)) text += chunk;
  return text;
}

describe.runIf(process.platform === 'linux')('connecting to a socket in a folder of a learner', () => {
  test('reaches the socket that is there', async () => {
    await listen(join(folder, 'docker.sock'), 'the node');
    expect(await said(join(folder, 'docker.sock'))).toBe('the node');
  });

  test('refuses a link to another socket, and never gets to what it points to', async () => {
    const host = await listen(join(folder, 'host.sock'), 'the host');
    symlinkSync(join(folder, 'host.sock'), join(folder, 'docker.sock'));
    expect(() => connectNodeSocket(join(folder, 'docker.sock'))).toThrow(
      expect.objectContaining({ code: 'unsafePath', message: expect.stringContaining('docker.sock is not a socket') }),
    );
    expect(host.visits).toBe(0);
  });

  test('refuses what is no socket', () => {
    writeFileSync(join(folder, 'docker.sock'), '');
    mkdirSync(join(folder, 'shell.sock'));
    expect(() => connectNodeSocket(join(folder, 'docker.sock'))).toThrow('not a socket of the node');
    expect(() => connectNodeSocket(join(folder, 'shell.sock'))).toThrow('not a socket of the node');
  });

  test('says with the code of the system that nothing is there, or that nobody listens', async () => {
    expect(() => connectNodeSocket(join(folder, 'docker.sock'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });

  test('reaches a socket whose path is longer than a socket may be named', async () => {
    const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
    mkdirSync(deep, { recursive: true });
    const before = process.cwd();
    process.chdir(deep);
    try {
      await listen('docker.sock', 'far away');
    } finally {
      process.chdir(before);
    }
    expect(await said(join(deep, 'docker.sock'))).toBe('far away');
  });

  test('holds no file open once it is connected or has failed', async () => {
    const { readdirSync } = await import('node:fs');
    const openFiles = () => readdirSync('/proc/self/fd').length;
    await listen(join(folder, 'docker.sock'), 'the node');
    await said(join(folder, 'docker.sock'));
    const before = openFiles();
    for (let times = 0; times < 20; times++) await said(join(folder, 'docker.sock'));
    symlinkSync('docker.sock', join(folder, 'link.sock'));
    for (let times = 0; times < 20; times++) expect(() => connectNodeSocket(join(folder, 'link.sock'))).toThrow();
    expect(openFiles()).toBeLessThan(before + 20);
  });
});

test('root, the lab itself and users mapped into the node may own a socket, nobody else', () => {
  const mapped = { from: 200_000, count: 65_536 };
  expect(mayOwnSocket(0, undefined, 1000)).toBe(true);
  expect(mayOwnSocket(1000, undefined, 1000)).toBe(true);
  expect(mayOwnSocket(1001, undefined, 1000)).toBe(false);
  expect(mayOwnSocket(199_999, mapped, 1000)).toBe(false);
  expect(mayOwnSocket(200_000, mapped, 1000)).toBe(true);
  expect(mayOwnSocket(265_535, mapped, 1000)).toBe(true);
  expect(mayOwnSocket(265_536, mapped, 1000)).toBe(false);
});
