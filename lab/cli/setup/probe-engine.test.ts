import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeVersion, probeEngine } from './probe-engine.ts';

let folder: string;
let engine: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
});
afterEach(async () => {
  await new Promise<void>((done) => (engine ? engine.close(() => done()) : done()));
  engine = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** An engine that gives this answer to everything. */
async function answering(status: number, body: unknown): Promise<string> {
  const socket = join(folder, 'docker.sock');
  engine = createServer((_, answer) => answer.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((done) => engine?.listen(socket, done));
  return socket;
}

const probe = (socket: string) => probeEngine(socket, AbortSignal.timeout(5000));

describe('the probe of a socket', () => {
  it('finds an engine with its version', async () => {
    const socket = await answering(200, { Version: '26.1.5', ApiVersion: '1.45', Os: 'linux' });
    expect(await probe(socket)).toEqual({ state: 'ready', socket, version: '26.1.5' });
  });

  it('tells an absent socket from one where nothing listens', async () => {
    expect(await probe(join(folder, 'none.sock'))).toMatchObject({ state: 'absent' });
    writeFileSync(join(folder, 'stale.sock'), '');
    expect(await probe(join(folder, 'stale.sock'))).toMatchObject({ state: 'silent' });
  });

  it('takes an engine that answers with an error for one that does not answer', async () => {
    expect(await probe(await answering(500, { message: 'starting' }))).toMatchObject({ state: 'silent' });
  });

  it.skipIf(process.getuid?.() === 0)('knows a socket that this user may not open', async () => {
    const socket = await answering(200, {});
    chmodSync(socket, 0o000);
    expect(await probe(socket)).toMatchObject({ state: 'forbidden' });
  });

  it('ends with its signal', async () => {
    const socket = join(folder, 'slow.sock');
    engine = createServer(() => {});
    await new Promise<void>((done) => engine?.listen(socket, done));
    const asked = new AbortController();
    const probed = probeEngine(socket, asked.signal);
    asked.abort();
    await expect(probed).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    engine.closeAllConnections();
  });
});

describe('the judgement of an engine', () => {
  const good = { Version: '20.10.24', ApiVersion: '1.41', Os: 'linux' };

  it('takes Docker from 20.10 on', () => {
    expect(judgeVersion('s', good).state).toBe('ready');
    expect(judgeVersion('s', { ...good, ApiVersion: '1.51' }).state).toBe('ready');
    expect(judgeVersion('s', { ...good, Version: '19.03', ApiVersion: '1.40' })).toMatchObject({
      state: 'unfit',
      because: expect.stringContaining('19.03'),
    });
  });

  it('refuses Windows containers and Podman by name', () => {
    expect(judgeVersion('s', { ...good, Os: 'windows' })).toMatchObject({
      because: expect.stringContaining('windows'),
    });
    expect(judgeVersion('s', { ...good, Components: [{ Name: 'Podman Engine' }] })).toMatchObject({
      because: expect.stringContaining('Podman'),
    });
  });
});
