import type Docker from 'dockerode';
import { statusOf } from './engine.ts';
import { GOLDEN_LABEL } from './golden.ts';
import { BASE_REPOSITORY, NODE_REPOSITORY } from './node-image.ts';
import { PACKAGES_REPOSITORY } from './stand-in-packages.ts';
import type { Workbench } from './workbench.ts';

/** Younger ones may belong to another lab on this engine that is about to use them. */
const KEEP_MS = 24 * 3_600_000;

/** Removes node images and golden volumes of former versions that nothing uses; what is in use stays. */
export async function sweepOld(bench: Workbench, current: readonly string[], now: number): Promise<void> {
  const { docker } = bench;
  const reference = [NODE_REPOSITORY, BASE_REPOSITORY, PACKAGES_REPOSITORY];
  const [images, { Volumes: volumes }] = await Promise.all([
    docker.listImages({ filters: { reference } }),
    docker.listVolumes({ filters: { label: [GOLDEN_LABEL], dangling: ['true'] } }),
  ]);
  for (const tag of oldTags(images, current, now)) {
    await quietly(bench, tag, docker.getImage(tag).remove());
  }
  for (const volume of volumes) {
    const madeAt = Date.parse((volume as { CreatedAt?: string }).CreatedAt ?? '');
    if (current.includes(volume.Name) || !(now - madeAt > KEEP_MS)) continue;
    await quietly(bench, volume.Name, docker.getVolume(volume.Name).remove());
  }
}

/** Tags that this lab made (a hash of twelve digits) and no longer wants; a tag that a person gave is theirs. */
export function oldTags(
  images: readonly Pick<Docker.ImageInfo, 'RepoTags' | 'Created'>[],
  current: readonly string[],
  now: number,
): string[] {
  return images
    .filter((image) => now - image.Created * 1000 > KEEP_MS)
    .flatMap((image) => image.RepoTags ?? [])
    .filter((tag) => /:[0-9a-f]{12}$/.test(tag) && !current.includes(tag));
}

/** In use is a reason to keep it, gone is what was wanted. */
async function quietly(bench: Workbench, name: string, removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
    bench.log.info({ name }, 'removed what a former version left');
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 409) throw error;
    bench.log.debug({ name, status }, 'kept');
  }
}
