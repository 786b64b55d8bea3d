import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectEngine, prepareImages } from '../../images/index.ts';
import { withMesh } from '../../mesh/index.ts';
import { type Finding, type SelfTestOptions, selfTest } from './index.ts';

const DOCKER = '/var/run/docker.sock';
const log = pino({ level: 'silent' });
const { signal } = new AbortController();

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'devcoin-lab-self-test-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

async function look(o: Partial<SelfTestOptions>): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of selfTest({ docker: DOCKER, dataDir, images: undefined, signal, log, ...o }))
    found.push(finding);
  return found;
}

const of = (found: readonly Finding[], id: string): string | undefined => found.find((one) => one.id === id)?.state;

it('finds an engine that works, and a cluster on it whose nodes reach each other', async () => {
  const images = await prepareImages({
    docker: DOCKER,
    images: ['alpine:3.22'],
    dataDir,
    onProgress: () => {},
    signal,
    log,
  });
  const found = await look({ images, deep: true, equip: (provider) => withMesh(provider, { log, now: Date.now }) });
  expect(found.filter(({ state }) => state === 'bad')).toEqual([]);
  const ids = ['engine', 'shared-folder', 'nodes', 'containers', 'swarm', 'overlay', 'mesh'];
  expect(ids.filter((id) => of(found, id) !== 'ok')).toEqual([]);
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
});

it('leaves no node behind', async () => {
  const containers = await connectEngine(DOCKER).listContainers({ all: true, filters: { name: ['selftest'] } });
  expect(containers).toEqual([]);
});

it('says that no engine answers, and still looks at the room', async () => {
  const found = await look({ docker: join(dataDir, 'none.sock') });
  expect(of(found, 'engine')).toBe('bad');
  expect(of(found, 'memory')).toBeDefined();
  expect(of(found, 'nodes')).toBeUndefined();
});
