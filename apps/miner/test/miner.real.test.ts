import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readScript } from '../src/script.ts';
import { MinerProcess, type Settings } from './miner-process.ts';
import { type RedisContainer, startRedis } from './redis-container.ts';

let redis: RedisContainer;
let miners: MinerProcess[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.remove());
beforeEach(async () => {
  await redis.client.flushall();
});
afterEach(async () => {
  for (const miner of miners) miner.signal('SIGKILL');
  await Promise.all(miners.map((miner) => miner.ended()));
  miners = [];
});

function start(id: string, settings: Omit<Settings, 'port'> = {}): MinerProcess {
  const miner = new MinerProcess(id, { port: redis.port, ...settings });
  miners.push(miner);
  return miner;
}

/** Ends miners as Docker does, and waits for the end. */
async function stop(...those: MinerProcess[]): Promise<void> {
  for (const miner of those) miner.signal('SIGTERM');
  for (const miner of those) expect(await miner.ended()).toBe(0);
}

/** The jobs in the list of coins. */
async function recorded(): Promise<number[]> {
  const entries = await redis.client.xrange('devcoin:coins', '-', '+');
  return entries.map(([, fields]) => Number(fields[fields.indexOf('job') + 1]));
}

/** The job that a miner holds at this moment, or undefined. */
async function held(miner: string): Promise<number | undefined> {
  const [claim] = (await redis.client.xpending('devcoin:jobs', 'miners', '-', '+', 1, miner)) as [string][];
  if (!claim) return undefined;
  const [entry] = await redis.client.xrange('devcoin:jobs', claim[0], claim[0]);
  return Number(entry?.[1][1]);
}

/** What every test ends with: Redis has each acknowledged coin once, and counts as many as there are. */
async function expectEachCoinOnce(): Promise<void> {
  const acknowledged = miners.flatMap((miner) => miner.coins);
  const jobs = await recorded();
  expect(new Set(jobs).size).toBe(jobs.length);
  expect(Number(await redis.client.get('devcoin:total'))).toBe(jobs.length);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  expect(acknowledged.filter((job) => !jobs.includes(job))).toEqual([]);
}

/** Nothing was killed: there are no more coins than the miners know of either. */
async function expectNoOthers(): Promise<void> {
  expect(await recorded()).toHaveLength(miners.flatMap((miner) => miner.coins).length);
}

describe('claim modes', () => {
  it('naive: two miners do the same work twice, and it is counted', async () => {
    const [a, b] = [start('a', { claimMode: 'naive' }), start('b', { claimMode: 'naive' })];
    await Promise.race([a.says('duplicate'), b.says('duplicate')]);
    await Promise.all([a.finds(3), b.finds(3)]);
    await stop(a, b);
    const duplicates = miners.flatMap((miner) => miner.lines).filter((line) => line.msg === 'duplicate');
    expect(Number(await redis.client.get('devcoin:duplicates'))).toBe(duplicates.length);
    await expectEachCoinOnce();
    await expectNoOthers();
  });

  it('queue: three miners share the work and none is done twice', async () => {
    const three = [start('a'), start('b'), start('c')];
    await Promise.all(three.map((miner) => miner.finds(30)));
    await stop(...three);
    expect(await redis.client.get('devcoin:duplicates')).toBeNull();
    expect(three.flatMap((miner) => miner.lines).filter((line) => /duplicate|dropped/.test(line.msg))).toEqual([]);
    await expectEachCoinOnce();
    await expectNoOthers();
  });

  it('one after the other give no job twice', async () => {
    for (const claimMode of ['queue', 'naive', 'queue', 'naive'] as const) {
      const miner = start(claimMode, { claimMode });
      await miner.finds(5);
      await stop(miner);
    }
    expect(await redis.client.get('devcoin:duplicates')).toBeNull();
    await expectEachCoinOnce();
    await expectNoOthers();
  });

  it.each([
    ['queue-take', 'queue-record', ['me']],
    ['naive-take', 'naive-record', []],
  ])('an answer that is sent again is counted once (%s)', async (take, record, args) => {
    const taken = await redis.client.eval(readScript(take).lua, 0, ...args);
    const [entry, job] = Array.isArray(taken) ? taken.map(String) : ['', String(taken)];
    const answer = { job, nonce: '1', hash: 'f', ms: '1', miner: 'me', node: '', task: 't', coins: 0, duplicates: 0 };
    const say = () => redis.client.eval(readScript(record, 'coin').lua, 0, JSON.stringify(answer), entry ?? '');
    expect([await say(), await say(), await say()]).toEqual(['coin', 'coin', 'coin']);
    expect(await redis.client.get('devcoin:total')).toBe('1');
    expect(await redis.client.get('devcoin:duplicates')).toBeNull();
    expect(await recorded()).toEqual([Number(job)]);
  });
});

describe('a miner', () => {
  it('that is killed leaves its job to another, which does it once', async () => {
    const a = start('a', { hashRate: 1 });
    await expect.poll(() => held('a').catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    const job = await held('a');
    a.signal('SIGKILL');
    expect(await a.ended()).toBe('SIGKILL');
    const b = start('b');
    expect(await b.says('took over a job')).toMatchObject({ job, from: 'a' });
    await b.finds(1);
    await stop(b);
    expect(await recorded()).toContain(job);
    await expectEachCoinOnce();
  });

  it('that was paused for longer than its lease gives up the job that another has', async () => {
    const a = start('a', { hashRate: 100 });
    await expect.poll(() => held('a').catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    a.signal('SIGSTOP');
    const b = start('b', { hashRate: 50 });
    const { job } = await b.says('took over a job');
    const before = a.lines.length;
    a.signal('SIGCONT');
    const gaveUp = await Promise.race([a.says('another miner has the job now', before), a.says('dropped', before)]);
    expect(gaveUp.job).toBe(job);
    await b.finds(1);
    await stop(a, b);
    await expectEachCoinOnce();
    await expectNoOthers();
  });

  it('that is stopped is gone within a second, and its job is there for the next at once', async () => {
    const a = start('a', { hashRate: 1 });
    await expect.poll(() => held('a').catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    const job = await held('a');
    const before = performance.now();
    await stop(a);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(await redis.client.exists('devcoin:miner:a')).toBe(0);
    expect(await redis.client.zscore('devcoin:miners', 'a')).toBeNull();
    const b = start('b', { hashRate: 1 });
    await b.says('connected to Redis');
    expect(await b.says('took over a job')).toMatchObject({ job, from: 'given-back' });
  });
});

describe('Redis', () => {
  it('killed and started again has all coins, and the miners go on', async () => {
    const three = [start('a'), start('b'), start('c')];
    await Promise.all(three.map((miner) => miner.finds(10)));
    await redis.kill();
    await Promise.all(three.map((miner) => miner.says('Redis is lost; trying again until it is back')));
    await redis.start();
    await Promise.all(three.map((miner) => miner.says('Redis is back')));
    await Promise.all(three.map((miner) => miner.finds(10)));
    await stop(...three);
    await expectEachCoinOnce();
    await expectNoOthers();
    for (const { lines } of three) expect(lines.filter((line) => /^Redis is/.test(line.msg))).toHaveLength(2);
  });

  it('not there at the start is waited for, which is said once', async () => {
    await redis.kill();
    const miner = start('a');
    await miner.says('waiting for Redis');
    await redis.start();
    await miner.says('connected to Redis');
    await miner.finds(1);
    expect(miner.lines.filter((line) => line.msg === 'waiting for Redis')).toHaveLength(1);
  });

  it('not there at the end does not keep a miner', async () => {
    const miner = start('a');
    await miner.finds(1);
    await redis.kill();
    try {
      await miner.says('Redis is lost; trying again until it is back');
      const before = performance.now();
      await stop(miner);
      expect(performance.now() - before).toBeLessThan(1000);
    } finally {
      await redis.start();
    }
  });
});

describe('the password', () => {
  const folder = mkdtempSync(join(tmpdir(), 'miner-test-'));
  const file = join(folder, 'password');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => redis.client.config('SET', 'requirepass', 'right'));
  // The test's own connection was let in before, and stays.
  afterEach(() => redis.client.config('SET', 'requirepass', ''));

  it('that is wrong ends the miner with exit code 78 and the name of the file', async () => {
    writeFileSync(file, 'wrong\n');
    const miner = start('a', { passwordFile: file });
    expect(await miner.ended()).toBe(78);
    expect(miner.stderr).toBe(
      `devcoin-miner: Redis at 127.0.0.1:${redis.port} does not accept the password in ${file}\n`,
    );
  });

  it('that is missing ends the miner with exit code 78 and the name of the file', async () => {
    const miner = start('a');
    expect(await miner.ended()).toBe(78);
    expect(miner.stderr).toMatch(/wants a password, and the file \/run\/secrets\/redis is not there/);
  });

  it('that no longer holds is waited for', async () => {
    writeFileSync(file, 'right\n');
    const miner = start('a', { passwordFile: file });
    await miner.finds(1);
    const after = miner.lines.length;
    await redis.client.config('SET', 'requirepass', 'changed');
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await miner.says(`Redis no longer accepts the password in ${file}; trying again until it does`, after);
    await redis.client.config('SET', 'requirepass', 'right');
    await miner.says('Redis is back', after);
    await miner.finds(1);
    await stop(miner);
    await expectEachCoinOnce();
  });
});
