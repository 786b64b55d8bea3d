import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openapi } from '../src/openapi.ts';
import { type ApiProcess, startApi, waitForStatus } from './api-process.ts';
import { openEvents } from './event-stream.ts';
import { reportMiner, writeCoins } from './miner.ts';
import { type RedisContainer, startRedis } from './redis-container.ts';

const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addVocabulary(['openapi', 'info', 'paths', 'components']);
ajv.addSchema({ ...openapi, $id: 'api' });

let redis: RedisContainer;
let api: ApiProcess;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());
beforeEach(async () => {
  await redis.client.flushall();
  api = await startApi({ REDIS_PORT: `${redis.port}`, TASK_NAME: 'devcoin_api.1', NODE_NAME: 'node3', VERSION: '1.2' });
  await waitForStatus(`${api.url}/ready`, 200);
});
afterEach(() => api.stop());

// biome-ignore lint/suspicious/noExplicitAny: its shape is what is tested, by the schema
type Body = any;

/** Asks, and holds the answer to what the document of the API promises. */
async function ask(path: string, schema: string, status = 200, headers: Record<string, string> = {}) {
  const answer = await fetch(`${api.url}${path}`, { headers });
  const body: Body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(status);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('x-served-by')).toBe('devcoin_api.1');
  expect(answer.headers.get('x-version')).toBe('1.2');
  expect(answer.headers.get('content-type')).toBe(`application/${status < 400 ? '' : 'problem+'}json`);
  const isValid = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  expect(isValid(body), JSON.stringify([isValid.errors, body])).toBe(true);
  return body;
}

describe('numbers', () => {
  it('are those that miners have written', async () => {
    await writeCoins(redis.client, [1, 2, 3]);
    await redis.client.incrby('devcoin:duplicates', 4);
    await reportMiner(redis.client, 'm2', { since: '2000', node: '' });
    await reportMiner(redis.client, 'm1', { difficultyBits: '14', claimMode: 'naive' });
    await redis.client.zadd('devcoin:miners', Date.now() - 6000, 'gone');
    // A coin counts for the rate as soon as its second is over.
    await expect.poll(async () => (await ask('/', 'Summary')).rate, { timeout: 5000 }).toBe(0.3);
    const summary = await ask('/', 'Summary', 200, { 'X-Forwarded-Server': 'traefik-1' });
    expect(summary).toMatchObject({
      total: 3,
      duplicates: 4,
      difficultyBits: 14,
      claimMode: 'mixed',
      proxy: 'traefik-1',
    });
    expect(summary.miners).toMatchObject([
      { id: 'm1', node: 'node1', rate: 0.3 },
      { id: 'm2', node: null, rate: 0 },
    ]);
    expect(summary.servedBy).toMatchObject({ task: 'devcoin_api.1', node: 'node3' });
    expect((await ask('/', 'Summary')).proxy).toBeNull();
  });

  it('coins come newest first', async () => {
    const ids = await writeCoins(redis.client, [1, 2, 3]);
    const { coins } = await ask('/coins?limit=2', 'Coins');
    expect(coins.map((coin: { id: string; job: number }) => [coin.id, coin.job])).toEqual([
      [ids[2], 3],
      [ids[1], 2],
    ]);
  });

  it('history has the coins of each step', async () => {
    const now = Math.floor(Date.now() / 1000);
    await redis.client.set(`devcoin:second:${now - 30}`, '5');
    await redis.client.hset('devcoin:minutes', Math.floor(now / 60) - 2, '8');
    const coins = async (span: string) => {
      const { points } = await ask(`/history?span=${span}`, 'History');
      return points.map((point: { coins: number }) => point.coins);
    };
    const [short, long, all] = [await coins('2m'), await coins('15m'), await coins('all')];
    const sum = (counts: number[]) => counts.reduce((a, b) => a + b);
    expect([short.length, sum(short), long.length, sum(long)]).toEqual([120, 5, 180, 5]);
    expect(all[0]).toBe(8);
  });

  it('are there for Prometheus too', async () => {
    await writeCoins(redis.client, [1, 2]);
    await reportMiner(redis.client, 'm1', {});
    const answer = await fetch(`${api.url}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await answer.text()).split('\n');
    expect(lines).toContain('devcoin_coins_total 2');
    expect(lines).toContain('devcoin_miners 1');
    expect(lines).toContain('devcoin_api_info{version="1.2",node="node3"} 1');
  });

  it('what is refused is in the log, so that one copy of several can be found', async () => {
    await fetch(`${api.url}/coins?limit=marker-1`);
    await expect
      .poll(api.logged)
      .toContainEqual(expect.objectContaining({ status: 400, url: '/coins?limit=marker-1' }));
    await fetch(`${api.url}/coins?limit=1`);
    expect(api.logged().filter((line) => 'url' in line)).toHaveLength(1);
  });

  it('bad requests are told what is allowed', async () => {
    expect((await ask('/coins?limit=abc', 'Problem', 400)).parameter).toBe('limit');
    expect((await ask('/history?span=x', 'Problem', 400)).parameter).toBe('span');
    expect((await ask('/nothing', 'Problem', 404)).paths).toContain('/coins');
    const posted = await fetch(api.url, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(await (await fetch(`${api.url}/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(openapi)));
    await ask('/health', 'Status');
  });

  it('another copy says its own name', async () => {
    const other = await startApi({ REDIS_PORT: `${redis.port}`, TASK_NAME: 'devcoin_api.2' });
    try {
      const names = await Promise.all([api, other].map(async ({ url }) => (await fetch(`${url}/health`)).headers));
      expect(names.map((headers) => headers.get('x-served-by'))).toEqual(['devcoin_api.1', 'devcoin_api.2']);
    } finally {
      await other.stop();
    }
  });
});

describe('events', () => {
  it('tell of new coins at once, and of many together', async () => {
    const events = await openEvents(api.url);
    await events.next('summary');
    await writeCoins(redis.client, [1]);
    const one = await events.next('coins');
    expect(one.data).toMatchObject({ total: 1, coins: [{ job: 1 }] });
    // The last of several tries counts: a busy machine is late now and then.
    await expect
      .poll(async () => {
        const writtenAt = Date.now();
        const [id] = await writeCoins(redis.client, [2]);
        return (await events.next('coins', (event) => event.id === id)).at - writtenAt;
      })
      .toBeLessThan(100);
    const jobs = Array.from({ length: 150 }, (_, i) => 100 + i);
    await writeCoins(redis.client, jobs);
    const many = await events.next('coins');
    expect(many.data.coins.map((coin: { job: number }) => coin.job)).toEqual(jobs.toReversed());
    events.close();
  });

  it('read nothing from Redis while nobody listens', async () => {
    const blocked = async () => /blocked_clients:(\d+)/.exec(await redis.client.info('clients'))?.[1];
    expect(await blocked()).toBe('0');
    const streams = await Promise.all([openEvents(api.url), openEvents(api.url), openEvents(api.url)]);
    await expect.poll(blocked).toBe('1');
    for (const stream of streams) stream.close();
    await expect.poll(blocked).toBe('0');
  });

  it('go on without gap or repetition where they were cut off, also at another copy', async () => {
    const other = await startApi({ REDIS_PORT: `${redis.port}` });
    const [last = ''] = await writeCoins(redis.client, [1]);
    await writeCoins(redis.client, [2, 3]);
    const seen: number[] = [];
    const events = await openEvents(other.url, { 'Last-Event-ID': last });
    for (let job = 4; job < 40; job += 1) await writeCoins(redis.client, [job]);
    while (seen.at(-1) !== 39) {
      const { data } = await events.next('coins');
      seen.push(...data.coins.map((coin: { job: number }) => coin.job).reverse());
    }
    expect(seen).toEqual(Array.from({ length: 38 }, (_, i) => i + 2));
    events.close();
    await other.stop();
  });

  it('bring the latest 200 of the coins that were missed', async () => {
    const [last = ''] = await writeCoins(redis.client, [1]);
    await writeCoins(
      redis.client,
      Array.from({ length: 300 }, (_, i) => i + 2),
    );
    const events = await openEvents(api.url, { 'Last-Event-ID': last });
    const { data } = await events.next('coins');
    expect([data.coins.length, data.coins[0].job, data.total]).toEqual([200, 301, 301]);
    events.close();
  });

  it('end with a time to come back when the program stops, and it stops soon', async () => {
    const events = await openEvents(api.url);
    await events.next('summary');
    const stopped = api.stop();
    await waitForStatus(`${api.url}/ready`, 503);
    expect(await events.ended()).toMatch(/\nretry: \d+\n\n$/);
    const { code, ms } = await stopped;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2000);
  });
});

it('Redis killed: 503 and an event, and all is well again by itself', async () => {
  const events = await openEvents(api.url);
  await events.next('summary');
  await redis.kill();
  const away = await events.next('away');
  expect(away.data).toMatchObject({ status: 503, detail: expect.stringContaining('cannot be reached') });
  await ask('/', 'Problem', 503);
  await ask('/ready', 'Problem', 503);
  await ask('/coins', 'Problem', 503);
  await ask('/history', 'Problem', 503);
  await ask('/health', 'Status');
  await redis.start();
  await waitForStatus(`${api.url}/ready`, 200);
  await waitForStatus(api.url, 200);
  await events.next('summary');
  await expect
    .poll(async () => {
      await writeCoins(redis.client, [77]);
      return (await events.next('coins')).data.coins[0].job;
    })
    .toBe(77);
  events.close();
  const told = api.logged().filter(({ msg }) => msg.startsWith('Redis at'));
  expect(told.map(({ level, msg }) => [level, /is here|reached|is back/.exec(msg)?.[0]])).toEqual([
    ['info', 'is here'],
    ['warn', 'reached'],
    ['info', 'is back'],
  ]);
});
