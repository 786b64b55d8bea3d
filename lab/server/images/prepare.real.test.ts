import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type PreparedImages, prepareImages } from './index.ts';

const DOCKER = '/var/run/docker.sock';
const COURSE_IMAGE = 'alpine:3.22';

describe('preparing images on a real engine', () => {
  const docker = connectEngine(DOCKER);
  /** The course's image under a name of this run's own, so that there is data to prepare that nobody else prepares. */
  const own = { repo: `devcoin-lab-test/${randomBytes(4).toString('hex')}`, tag: '1' };
  const ownImage = `${own.repo}:${own.tag}`;
  const volumes = new Set<string>();
  let dataDir: string;

  async function prepare(images: string[], signal = new AbortController().signal, onProgress = (_: string) => {}) {
    const options = { docker: DOCKER, images, dataDir, onProgress, signal, log: pino({ level: 'silent' }) };
    const prepared = await prepareImages(options);
    volumes.add(prepared.goldenVolume);
    return prepared;
  }

  async function goldenNames(): Promise<string[]> {
    const { Volumes: found } = await docker.listVolumes({ filters: { label: ['org.devcoin-lab.golden'] } });
    return found.map((volume) => volume.Name).sort();
  }

  const makers = (): Promise<unknown[]> =>
    docker.listContainers({ all: true, filters: { label: [`org.devcoin-lab.golden=${ownImage}`] } });

  let first: PreparedImages;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'devcoin-lab-prepare-'));
    first = await prepare([COURSE_IMAGE]);
    volumes.delete(first.goldenVolume);
    await docker.getImage(COURSE_IMAGE).tag(own);
  });
  afterAll(async () => {
    for (const volume of volumes) await docker.getVolume(volume).remove();
    await docker.getImage(ownImage).remove();
    await rm(dataDir, { recursive: true });
  });

  it('does nothing and says nothing when all is there', async () => {
    const said: string[] = [];
    const again = await prepare([COURSE_IMAGE], undefined, (sentence) => said.push(sentence));
    volumes.delete(again.goldenVolume);
    expect(again).toEqual(first);
    expect(said).toEqual([]);
  });

  it('shows a stand-in as one exactly when the image is one', async () => {
    const { Config } = await docker.getImage(COURSE_IMAGE).inspect();
    const label = Config.Labels?.['org.devcoin-lab.stand-in'];
    expect(first.standIns).toEqual(label ? [{ image: COURSE_IMAGE, because: label }] : []);
  });

  it('leaves nothing half made when it is aborted while data is prepared', async () => {
    const before = await goldenNames();
    const controller = new AbortController();
    const said: string[] = [];
    const ended = prepare([ownImage], controller.signal, (sentence) => {
      said.push(sentence);
      if (!sentence.startsWith('Preparing the data')) return;
      void untilMakerRuns().then(() => controller.abort(new Error('enough')));
    });
    await expect(ended).rejects.toThrow('enough');
    expect(said.at(-1)).toMatch(/^Preparing the data/);
    expect(await goldenNames()).toEqual(before);
    expect(await makers()).toEqual([]);
  });

  async function untilMakerRuns(): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      if ((await makers()).length > 0) return;
    }
  }

  it('prepares the same data once when two labs ask at the same time', async () => {
    const said: string[] = [];
    const tell = (sentence: string): void => void said.push(sentence);
    const [one, two] = await Promise.all([prepare([ownImage], undefined, tell), prepare([ownImage], undefined, tell)]);
    expect(one).toEqual(two);
    expect(one.goldenVolume).not.toBe(first.goldenVolume);
    expect(await makers()).toEqual([]);
    expect(await goldenNames()).toContain(one.goldenVolume);
  });

  it('gives nodes the image without loading anything', async () => {
    const { nodeImage, goldenVolume } = await prepare([ownImage]);
    const listing = await docker.createContainer({
      Image: nodeImage,
      Entrypoint: ['cat', '/golden/image/overlay2/repositories.json'],
      HostConfig: { Binds: [`${goldenVolume}:/golden:ro`], NetworkMode: 'none' },
    });
    try {
      await listing.start();
      await listing.wait();
      const words = String(await listing.logs({ stdout: true, follow: false }));
      expect(words).toContain(ownImage);
    } finally {
      await listing.remove({ v: true });
    }
  });

  it('says which image cannot be had, and how to mend it', async () => {
    await expect(prepare(['devcoin-lab-test/absent:1'])).rejects.toMatchObject({
      code: 'noImage',
      message: expect.stringMatching(/devcoin-lab-test\/absent:1 cannot be had.*lab\/images\.yaml/),
    });
  });

  it('says so when no engine answers', async () => {
    const options = { images: [], dataDir, onProgress: () => {}, log: pino({ level: 'silent' }) };
    const signal = new AbortController().signal;
    await expect(prepareImages({ ...options, signal, docker: join(dataDir, 'none.sock') })).rejects.toMatchObject({
      code: 'noEngine',
    });
  });
});
