import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, startApi, waitForStatus } from './api-process.ts';
import { freePort, type RedisContainer, startRedis } from './redis-container.ts';

const folder = mkdtempSync(join(tmpdir(), 'devcoin-api-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a password. */
function passwordFile(password: string): string {
  const path = join(folder, password);
  writeFileSync(path, `${password}\n`);
  return path;
}

describe('a Redis with a password', () => {
  let redis: RedisContainer;
  beforeAll(async () => {
    redis = await startRedis('right');
  });
  afterAll(() => redis.remove());

  it('opens to the right one', async () => {
    const api = await startApi({ REDIS_PORT: `${redis.port}`, REDIS_PASSWORD_FILE: passwordFile('right') });
    await waitForStatus(`${api.url}/ready`, 200);
    await api.stop();
  });

  it.each([
    ['a wrong one', { REDIS_PASSWORD_FILE: passwordFile('wrong') }, `read from ${join(folder, 'wrong')} (WRONGPASS)`],
    ['none', {}, 'wants a password (NOAUTH), and there is no file /run/secrets/redis'],
  ])('%s is told in the answers and once in the log, and the program lives on', async (_name, env, sentence) => {
    const api = await startApi({ REDIS_PORT: `${redis.port}`, ...env });
    await expect.poll(async () => (await fetch(api.url)).text(), { timeout: 5000 }).toContain(sentence);
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(await redis.client.info('stats'))?.[1]);
    const before = await connections();
    await expect.poll(connections, { timeout: 20_000 }).toBeGreaterThan(before + 2);
    expect((await fetch(`${api.url}/ready`)).status).toBe(503);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
    expect(
      api
        .logged()
        .filter(({ level }) => level !== 'info')
        .map(({ msg }) => msg.includes(sentence)),
    ).toEqual([true]);
    expect((await api.stop()).code).toBe(0);
  });
});

describe('what keeps the program from starting', () => {
  it('is a port that is taken', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await runApi({ PORT: `${port}` });
    await once(other.close(), 'close');
    expect(code).toBe(78);
    expect(errors).toBe(
      `devcoin-api: Port ${port} is taken by another program: stop that one, or set PORT to another port.\n`,
    );
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is "abc"'],
    [{ REDIS_PORT: '0' }, 'REDIS_PORT is "0"'],
    [{ REDIS_PASSWORD_FILE: '/nowhere/redis' }, '/nowhere/redis, does not exist'],
  ])('is a configuration that cannot work: %j', async (env, words) => {
    const { code, errors } = await runApi(env);
    expect(code).toBe(78);
    expect(errors).toMatch(/^devcoin-api: .+\n$/);
    expect(errors).toContain(words);
  });

  it('is not that Redis is away', async () => {
    const api = await startApi({ REDIS_PORT: `${await freePort()}` });
    expect((await fetch(api.url)).status).toBe(503);
    const { code, ms } = await api.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2000);
  });
});
