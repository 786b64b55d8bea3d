import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { LabError } from '../../contract/index.ts';
import { wordsHash } from './content-hash.ts';
import { isDiskFull, orAbsent, statusOf } from './engine.ts';
import { isGivenUp } from './given-up.ts';
import { containerWords, feed, saveImages } from './golden-feed.ts';
import { nodeSecurity } from './node-security.ts';
import type { PresentImage } from './present-image.ts';
import type { Workbench } from './workbench.ts';

/** The label of golden volumes and their makers. */
export const GOLDEN_LABEL = 'org.devcoin-lab.golden';

/** What counts of an image: its name and what it holds. */
type GoldenImage = Pick<PresentImage, 'image' | 'id'>;

/** What a golden volume is made from. */
export interface GoldenParts {
  readonly node: GoldenImage;
  readonly images: readonly GoldenImage[];
}

/** The name of the volume that holds exactly these images, prepared by exactly this node. */
export function goldenName(parts: GoldenParts): string {
  const images = parts.images.map((image) => `${image.image}=${image.id}`).sort();
  return `devcoin-lab-golden-${wordsHash([parts.node.id, ...images])}`;
}

const makerName = (volume: string): string => `${volume}-maker`;

/**
 * Whether the volume is there and whole. Its maker is a container that comes with it and goes when it is whole: a volume
 * with a maker is half made, also after a crash.
 */
export async function isGoldenThere(bench: Workbench, volume: string): Promise<boolean> {
  const [found, maker] = await Promise.all([
    orAbsent(bench.docker.getVolume(volume).inspect()),
    orAbsent(bench.docker.getContainer(makerName(volume)).inspect()),
  ]);
  return found !== undefined && maker === undefined;
}

/** Makes the golden volume unless it is there; waits for another lab that is at it. */
export async function ensureGolden(bench: Workbench, parts: GoldenParts): Promise<string> {
  const volume = goldenName(parts);
  for (;;) {
    bench.signal.throwIfAborted();
    const maker = await orAbsent(bench.docker.getContainer(makerName(volume)).inspect());
    if (maker && isGivenUp(maker, Date.now())) await discard(bench, volume);
    else if (maker) await delay(200, undefined, { signal: bench.signal });
    else if (await isGoldenThere(bench, volume)) return volume;
    else if (await make(bench, volume, parts)) return volume;
  }
}

/** False when another lab was faster. */
async function make(bench: Workbench, volume: string, parts: GoldenParts): Promise<boolean> {
  bench.tell('Preparing the data that every node starts with');
  const container = await createMaker(bench, volume, parts);
  if (!container) return false;
  try {
    bench.signal.throwIfAborted();
    await fill(bench, container, parts.images);
    await container.remove({ v: true });
    return true;
  } catch (error) {
    await discard(bench, volume);
    throw error;
  }
}

/** Not aborted: an engine goes on making a container that nobody waits for, and nobody would remove it. */
async function createMaker(
  bench: Workbench,
  volume: string,
  { node, images }: GoldenParts,
): Promise<Docker.Container | undefined> {
  const labels = { [GOLDEN_LABEL]: images.map((image) => image.image).join(' ') };
  try {
    return await bench.docker.createContainer({
      name: makerName(volume),
      Image: node.image,
      Entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/lab-golden'],
      Cmd: images.map((image) => image.image),
      Labels: labels,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      HostConfig: {
        ...(await nodeSecurity()),
        NetworkMode: 'none',
        Mounts: [
          {
            Type: 'volume',
            Source: volume,
            Target: '/var/lib/docker',
            VolumeOptions: { NoCopy: true, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
          },
        ],
      },
    });
  } catch (error) {
    if (statusOf(error) === 409) return undefined;
    throw error;
  }
}

async function fill(bench: Workbench, container: Docker.Container, images: readonly GoldenImage[]): Promise<void> {
  const { docker, signal } = bench;
  const attached = await container.attach({ stream: true, stdin: true, hijack: true, abortSignal: signal });
  const stdin = attached as unknown as Duplex;
  try {
    const ended = container.wait({ abortSignal: signal, condition: 'next-exit' });
    ended.catch(() => undefined); // looked at below, after the feeding that it may outrun
    await container.start({ abortSignal: signal });
    await feed(images.length > 0 ? await saveImages(docker, images, signal) : undefined, stdin, signal);
    const { StatusCode: code } = (await ended) as { StatusCode: number };
    if (code === 0) return;
    const words = await containerWords(container);
    if (isDiskFull(words)) {
      throw new LabError(
        'noDisk',
        'The disk is full, so the data of the nodes could not be prepared. Free some space.',
      );
    }
    throw new LabError('internal', `The data of the nodes could not be prepared: ${words}`);
  } finally {
    stdin.destroy();
  }
}

/** Leaves no half volume behind, whatever state its maker is in. Not aborted: this is the tidying after an abort. */
async function discard(bench: Workbench, volume: string): Promise<void> {
  await orAbsent(bench.docker.getContainer(makerName(volume)).remove({ force: true, v: true }));
  await orAbsent(bench.docker.getVolume(volume).remove());
}
