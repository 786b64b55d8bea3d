import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReach, type Reach } from './reach.ts';

const HOUR = 3_600_000;

describe('whether the registry is reached', () => {
  let dataDir: string;
  let asked: number;
  let answer: () => Promise<unknown>;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'devcoin-lab-reach-'));
    asked = 0;
    answer = () => Promise.resolve({});
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const open = (time = 0, signal = new AbortController().signal): Reach => {
    const distribution = (): Promise<unknown> => {
      asked++;
      return answer();
    };
    const docker = { getImage: () => ({ distribution }) } as unknown as Docker;
    return openReach({
      docker,
      image: 'debian:trixie-slim',
      dataDir,
      signal,
      clock: () => time,
      onAsk: () => undefined,
    });
  };
  const refused = (): Promise<never> => Promise.reject(Object.assign(new Error('no such host'), { statusCode: 500 }));

  it('is asked once, however often it matters', async () => {
    const reach = open();
    expect([await reach.now(), await reach.now()]).toEqual([true, true]);
    expect(asked).toBe(1);
  });

  it('is no when the engine says that it cannot', async () => {
    answer = refused;
    expect(await open().now()).toBe(false);
  });

  it('is an error when there is no engine to ask', async () => {
    answer = () => Promise.reject(Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }));
    await expect(open().now()).rejects.toThrow('ENOENT');
  });

  it('is taken from the last hour without asking', async () => {
    answer = refused;
    await open(0).now();
    answer = () => Promise.resolve({});
    expect(await open(HOUR - 1).lately()).toEqual({ online: false, isNews: false });
    expect(asked).toBe(1);
  });

  it('is asked again after an hour, and the answer kept', async () => {
    answer = refused;
    await open(0).now();
    answer = () => Promise.resolve({});
    expect(await open(HOUR).lately()).toEqual({ online: true, isNews: true });
    expect(await open(HOUR + 1).lately()).toEqual({ online: true, isNews: false });
  });

  it('is asked when the record makes no sense', async () => {
    await writeFile(join(dataDir, 'registry.json'), '{"online":"perhaps"');
    expect(await open().lately()).toEqual({ online: true, isNews: true });
  });
});
