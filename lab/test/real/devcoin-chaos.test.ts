import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import Docker from 'dockerode';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/free-port.ts';
import { ROOT } from '../../cli/paths.ts';
import { testDataDir, testDocker } from '../setup/index.ts';

const MINERS = 5;
const CHAOS_MS = 60_000;
/** A kill each so often: of a miner mostly, of Redis each fifth time. */
const KILL_MS = 1200;
const MAIN = join(ROOT, 'apps', 'miner', 'src', 'main.ts');

let folder: string;
let docker: Docker;
let container: Docker.Container;
let port: number;
const running = new Map<string, ChildProcess>();

/** A repeatable stream of numbers from 0 to 1, so that a failure can be looked into. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const logOf = (id: string): string => join(folder, `${id}.log`);

function startMiner(id: string): void {
  const config = join(folder, 'miner.yml');
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, MINER_ID: id, MINER_CONFIG: config },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.pipe(createWriteStream(logOf(id), { flags: 'a' }));
  running.set(id, child);
}

async function endMiner(id: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const child = running.get(id);
  if (!child) return null;
  running.delete(id);
  // Not before its output is at its end: what it acknowledged is in there.
  const closed = once(child, 'close');
  child.kill(signal);
  return ((await closed) as [number | null])[0];
}

async function restartRedis(): Promise<void> {
  await container.kill({ signal: 'SIGKILL' });
  await container.start();
}

async function askRedis<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 20 });
  redis.on('error', () => {}); // It tries again by itself; the question fails when it gives up.
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Jobs that miners were told count, from their own logs. */
async function acknowledged(): Promise<number[]> {
  const jobs: number[] = [];
  for (let i = 1; i <= MINERS; i++) {
    for await (const line of createInterface({ input: createReadStream(logOf(`miner${i}`)) })) {
      // A miner that was killed may have left half a line.
      if (!line.endsWith('}')) continue;
      const { msg, job } = JSON.parse(line) as { msg: string; job: number };
      if (msg === 'coin') jobs.push(job);
    }
  }
  return jobs;
}

beforeAll(async () => {
  folder = testDataDir();
  const data = join(folder, 'redis');
  mkdirSync(data);
  docker = new Docker({ socketPath: await testDocker() });
  container = await docker.createContainer({
    Image: 'redis:8',
    Cmd: ['redis-server', '--appendonly', 'yes', '--appendfsync', 'always'],
    ExposedPorts: { '6379/tcp': {} },
    HostConfig: { PortBindings: { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: String(await freePort()) }] } },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  port = Number(NetworkSettings.Ports['6379/tcp']?.[0]?.HostPort);
  writeFileSync(
    join(folder, 'miner.yml'),
    [
      'hashRate: 20000',
      'difficultyBits: 10',
      'claimMode: queue',
      'logLevel: debug',
      `redis: { host: 127.0.0.1, port: ${port} }`,
    ].join('\n'),
  );
});

afterAll(async () => {
  for (const id of [...running.keys()]) await endMiner(id, 'SIGKILL');
  await container?.remove({ force: true, v: true });
});

describe('five miners and Redis, killed at random', () => {
  it('lose no coin that was acknowledged, and count none twice', { retry: 0, timeout: CHAOS_MS * 3 }, async () => {
    const seed = Date.now() % 2 ** 31;
    const random = dice(seed);
    for (let i = 1; i <= MINERS; i++) startMiner(`miner${i}`);
    const end = performance.now() + CHAOS_MS;
    let kills = 0;
    while (performance.now() < end) {
      // The pace of the faults, not a wait for something to be done.
      await wait(KILL_MS * (0.5 + random()));
      if (random() < 0.2) await restartRedis();
      else {
        const id = `miner${1 + Math.floor(random() * MINERS)}`;
        await endMiner(id, 'SIGKILL');
        startMiner(id);
      }
      kills++;
    }
    expect(kills, `seed ${seed}`).toBeGreaterThan(20);

    // All are at work again, and what was taken from the dead is done too.
    const since = Date.now();
    const seen = (): Promise<number> => askRedis((redis) => redis.zcount('devcoin:miners', since, '+inf'));
    await expect.poll(seen, { timeout: 20_000 }).toBe(MINERS);
    const total = (): Promise<number> => askRedis(async (redis) => Number(await redis.get('devcoin:total')));
    const after = await total();
    await expect.poll(total, { timeout: 20_000 }).toBeGreaterThan(after + 50);
    for (const id of [...running.keys()]) expect(await endMiner(id, 'SIGTERM'), id).toBe(0);

    const jobs = await acknowledged();
    const [coins, duplicates, left] = await askRedis((redis) =>
      Promise.all([
        redis.xrange('devcoin:coins', '-', '+'),
        redis.get('devcoin:duplicates'),
        redis.xpending('devcoin:jobs', 'miners'),
      ]),
    );
    const recorded = coins.map(([, fields]) => Number(fields[fields.indexOf('job') + 1]));
    const counted = new Set(recorded);
    expect(jobs.length, `seed ${seed}`).toBeGreaterThan(500);
    expect(counted.size, `counted twice, seed ${seed}`).toBe(recorded.length);
    expect(await total(), `seed ${seed}`).toBe(recorded.length);
    expect(
      jobs.filter((job) => !counted.has(job)),
      `lost, seed ${seed}`,
    ).toEqual([]);
    expect(new Set(jobs).size, `acknowledged twice, seed ${seed}`).toBe(jobs.length);
    expect(Number(duplicates ?? 0)).toBe(0);
    const holders = ((left[3] ?? []) as [string, string][]).map(([consumer]) => consumer);
    expect(
      holders.filter((consumer) => consumer !== 'given-back'),
      'claims that nobody gave back',
    ).toEqual([]);
  });
});
