import { join } from 'node:path';
import { LabError } from '../../contract/index.ts';
import { buildFolder } from './build-folder.ts';
import { type ImageSource, sourcesOf } from './catalogue.ts';
import { engineSentence, finish, isFinal, orAbsent } from './engine.ts';
import { splitName } from './image-name.ts';
import type { Workbench } from './workbench.ts';

/** The label on an image that stands in for the real one; its value says what it is. */
export const STAND_IN_LABEL = 'org.devcoin-lab.stand-in';

/** The label of stages that are of no use once the image is built. */
const SCRAP_LABEL = 'org.devcoin-lab.scrap';

/** An image that the engine has. */
export interface PresentImage {
  readonly image: string;
  readonly id: string;
  /** What it is made of, when it only stands in for the real one. */
  readonly standsIn?: string;
}

/** What the engine has under a name. */
export async function presentImage(bench: Workbench, image: string): Promise<PresentImage | undefined> {
  const found = await orAbsent(bench.docker.getImage(image).inspect());
  if (!found) return undefined;
  const standsIn = found.Config?.Labels?.[STAND_IN_LABEL];
  return { image, id: found.Id, ...(standsIn ? { standsIn } : {}) };
}

/** Gets an image from the first source that has it, unless it is there. A stand-in gives way once the registry is reached. */
export async function ensureImage(bench: Workbench, image: string, nodeImage: string): Promise<PresentImage> {
  const present = await presentImage(bench, image);
  if (present && !(present.standsIn && (await bench.online()))) return present;
  const failures: string[] = [];
  for (const source of sourcesOf(bench.catalogue, image)) {
    const failure = await getFrom(bench, source, { image, nodeImage, isStandInThere: present !== undefined });
    if (failure === undefined) break;
    failures.push(failure);
  }
  const got = await presentImage(bench, image);
  if (got) return got;
  throw new LabError('noImage', `The image ${image} cannot be had: ${failures.join('; ')}. ${mendFor(image)}`);
}

const mendFor = (image: string): string =>
  `Load it into Docker by hand (docker pull or docker load), or list another source for ${image} in lab/images.yaml.`;

interface Wanted {
  readonly image: string;
  readonly nodeImage: string;
  readonly isStandInThere: boolean;
}

/** Tries one source; the answer is why it failed, or nothing. */
async function getFrom(bench: Workbench, source: ImageSource, wanted: Wanted): Promise<string | undefined> {
  const { image } = wanted;
  try {
    if (source.from === 'registry') return await pull(bench, source.image ?? image, image);
    if (wanted.isStandInThere) return undefined;
    bench.tell(`Building ${image} from distribution packages`);
    const folder = join(import.meta.dirname, source.folder);
    await buildFolder(bench, { folder, tag: image, arguments: { NODE: wanted.nodeImage } });
    await removeScrap(bench);
    return undefined;
  } catch (error) {
    if (bench.signal.aborted || isFinal(error)) throw error;
    bench.log.warn({ err: error, image, source }, 'a source of an image failed');
    return `${source.from}: ${engineSentence(error)}`;
  }
}

async function pull(bench: Workbench, from: string, image: string): Promise<string | undefined> {
  if (!(await bench.online())) return 'the registry cannot be reached';
  bench.tell(`Pulling ${from}`);
  await finish(await bench.docker.pull(from, { abortSignal: bench.signal }), bench.signal);
  if (from === image) return undefined;
  await bench.docker.getImage(from).tag(splitName(image));
  return undefined;
}

/** The builder leaves the stages before the last as images without a name. */
async function removeScrap({ docker }: Workbench): Promise<void> {
  const scrap = await docker.listImages({ filters: { dangling: ['true'], label: [SCRAP_LABEL] } });
  for (const image of scrap) await orAbsent(docker.getImage(image.Id).remove());
}
