import { LabError } from '../../contract/index.ts';
import { currentImage, ensureImage } from './course-images.ts';
import { engineError } from './engine.ts';
import { ensureGolden, goldenName, isGoldenThere } from './golden.ts';
import { baseImageName, ensureNodeImage, nodeImageName } from './node-image.ts';
import { type BenchOptions, openBench } from './open-bench.ts';
import { type PresentImage, presentImage } from './present-image.ts';
import type { Reach } from './reach.ts';
import { packagesImageName } from './stand-in-packages.ts';
import { sweepOld } from './sweep.ts';
import type { Workbench } from './workbench.ts';

/** Images that nodes are made of and with. */
export interface PreparedImages {
  readonly nodeImage: string;
  /** A named volume with a data root that has the course's images: what every node starts from. */
  readonly goldenVolume: string;
  /** Whether the engine reaches its registry. */
  readonly online: boolean;
  /** Images that are there under the real name but made of something else, and why. */
  readonly standIns: readonly { readonly image: string; readonly because: string }[];
}

export interface PrepareOptions extends BenchOptions {
  readonly images: readonly string[];
}

/** Gets or makes the node image, the course's images and the data that nodes start from. Does nothing when all is there. */
export async function prepareImages(options: PrepareOptions): Promise<PreparedImages> {
  try {
    const { bench, reach } = await openBench(options);
    const names = [...new Set(options.images)];
    return (await lookUp(bench, reach, names)) ?? (await makeAll(bench, reach, names));
  } catch (error) {
    options.signal.throwIfAborted();
    throw engineError(error, options.docker, 'prepare the images');
  }
}

/** All that is wanted, if it is there already. */
async function lookUp(bench: Workbench, reach: Reach, names: readonly string[]): Promise<PreparedImages | undefined> {
  const nodeName = await nodeImageName();
  const [node, ...found] = await Promise.all([
    presentImage(bench, nodeName),
    ...names.map((name) => currentImage(bench, name)),
  ]);
  const images = found.filter((image) => image !== undefined);
  if (!node || images.length < names.length) return undefined;
  const golden = goldenName({ node, images });
  if (!(await isGoldenThere(bench, golden))) return undefined;
  const { online, isNews } = await reach.lately();
  // The registry came into reach since the stand-ins were made.
  if (isNews && online && images.some((image) => image.standsIn)) return undefined;
  return prepared({ nodeImage: nodeName, goldenVolume: golden, online, images });
}

async function makeAll(bench: Workbench, reach: Reach, names: readonly string[]): Promise<PreparedImages> {
  const nodeImage = await ensureNodeImage(bench);
  const images: PresentImage[] = [];
  for (const name of names) images.push(await ensureImage(bench, name, () => Promise.resolve(nodeImage)));
  const node = await presentImage(bench, nodeImage);
  if (!node) throw new LabError('noImage', `The node image ${nodeImage} went away while it was used. Try again.`);
  const goldenVolume = await ensureGolden(bench, { node, images });
  const current = [nodeImage, await baseImageName(), await packagesImageName(), goldenVolume];
  await sweepOld(bench, current, Date.now());
  return prepared({ nodeImage, goldenVolume, online: await reach.now(), images });
}

interface Parts {
  readonly nodeImage: string;
  readonly goldenVolume: string;
  readonly online: boolean;
  readonly images: readonly PresentImage[];
}

function prepared({ images, ...rest }: Parts): PreparedImages {
  const standIns = images.flatMap(({ image, standsIn }) => (standsIn ? [{ image, because: standsIn }] : []));
  return { ...rest, standIns };
}
