import { LabError } from '../../contract/index.ts';
import { buildRecipe, MADE_OF_LABEL, recipeHash } from './build-recipe.ts';
import { type CatalogueEntry, entryOf, type ImageSource, type Recipe } from './catalogue.ts';
import { engineSentence, finish, isFinal, orAbsent } from './engine.ts';
import { splitName } from './image-name.ts';
import type { Workbench } from './workbench.ts';

/** The label on an image that stands in for the real one; its value says what it is. */
export const STAND_IN_LABEL = 'org.devcoin-lab.stand-in';
/** The label on an image that has more than its name says; its value says what. */
const CARRIES_LABEL = 'org.devcoin-lab.carries';

/** The repository of images without the layer that the lab puts on top of them. */
export const BARE_REPOSITORY = 'devcoin-lab/bare';

/** An image that the engine has. */
export interface PresentImage {
  readonly image: string;
  readonly id: string;
  readonly bytes: number;
  /** What it is made of, when it only stands in for the real one. */
  readonly standsIn?: string;
  /** What the lab put on top of it. */
  readonly carries?: string;
  /** The hash of what the lab built it from. */
  readonly madeOf?: string;
}

/** Gets or makes the node image, for what is built with it in hand. */
export type NodeImage = () => Promise<string>;

/** What the engine has under a name. */
export async function presentImage(bench: Pick<Workbench, 'docker'>, image: string): Promise<PresentImage | undefined> {
  const found = await orAbsent(bench.docker.getImage(image).inspect());
  if (!found) return undefined;
  const labels = found.Config?.Labels ?? {};
  const word = (key: string, label: string): object => (labels[label] ? { [key]: labels[label] } : {});
  return {
    image,
    id: found.Id,
    bytes: found.Size,
    ...word('standsIn', STAND_IN_LABEL),
    ...word('carries', CARRIES_LABEL),
    ...word('madeOf', MADE_OF_LABEL),
  };
}

/** What the engine has under a name, if it is what this tree would make of it. */
export async function currentImage(bench: Workbench, image: string): Promise<PresentImage | undefined> {
  const entry = entryOf(bench.catalogue, image);
  const present = await presentImage(bench, image);
  if (!present || !entry.onTop) return present && (await isBuiltFrom(present, entry)) ? present : undefined;
  const bare = await presentImage(bench, bareName(image));
  if (!bare || !(await isBuiltFrom(bare, entry))) return undefined;
  return present.madeOf === (await recipeHash(entry.onTop, [bare.id])) ? present : undefined;
}

/** Gets an image from the first source that has it, unless it is there. A stand-in gives way once the registry is reached. */
export async function ensureImage(bench: Workbench, image: string, node: NodeImage): Promise<PresentImage> {
  const entry = entryOf(bench.catalogue, image);
  if (!entry.onTop) return ensureFromSources(bench, { entry, tag: image, node });
  await adoptBare(bench, image);
  const base = await ensureFromSources(bench, { entry, tag: bareName(image), node });
  return ensureLayer(bench, entry.onTop, { image, base, node });
}

const bareName = (image: string): string => {
  const { repo, tag } = splitName(image);
  return `${BARE_REPOSITORY}/${repo}:${tag}`;
};

/** An image that a person has pulled is as good as one that is pulled here, and better than a stand-in. */
async function adoptBare(bench: Workbench, image: string): Promise<void> {
  const present = await presentImage(bench, image);
  if (!present || present.carries) return;
  await bench.docker.getImage(image).tag(splitName(bareName(image)));
}

/** Whether it is what a source would give now; what the lab did not build always is. */
async function isBuiltFrom(present: PresentImage, { sources }: CatalogueEntry): Promise<boolean> {
  if (!present.madeOf) return true;
  const build = sources.find((source) => source.from === 'build');
  return build !== undefined && present.madeOf === (await recipeHash(build));
}

interface Wanted {
  readonly entry: CatalogueEntry;
  /** The name it gets on the engine. */
  readonly tag: string;
  readonly node: NodeImage;
}

async function ensureFromSources(bench: Workbench, wanted: Wanted): Promise<PresentImage> {
  const { entry, tag } = wanted;
  const present = await presentImage(bench, tag);
  const isCurrent = present !== undefined && (await isBuiltFrom(present, entry));
  if (isCurrent && !(present.standsIn && (await bench.online()))) return present;
  const failures: string[] = [];
  for (const source of entry.sources) {
    const failure = await getFrom(bench, source, { ...wanted, isCurrent });
    if (failure === undefined) break;
    failures.push(failure);
  }
  const got = await presentImage(bench, tag);
  if (got) return got;
  const { name } = entry;
  throw new LabError('noImage', `The image ${name} cannot be had: ${failures.join('; ')}. ${mendFor(name)}`);
}

const mendFor = (image: string): string =>
  `Load it into Docker by hand (docker pull or docker load), or list another source for ${image} in lab/images.yaml.`;

/** Tries one source; the answer is why it failed, or nothing. */
async function getFrom(
  bench: Workbench,
  source: ImageSource,
  { entry, tag, node, isCurrent }: Wanted & { readonly isCurrent: boolean },
): Promise<string | undefined> {
  const image = entry.name;
  try {
    if (source.from === 'registry') return await pull(bench, source.image ?? image, tag);
    if (isCurrent) return undefined;
    bench.tell(`Building ${image} without the registry`);
    await buildRecipe(bench, source, { tag, hash: await recipeHash(source), node });
    return undefined;
  } catch (error) {
    if (bench.signal.aborted || isFinal(error)) throw error;
    bench.log.warn({ err: error, image, source }, 'a source of an image failed');
    return `${source.from}: ${engineSentence(error)}`;
  }
}

async function pull(bench: Workbench, from: string, tag: string): Promise<string | undefined> {
  if (!(await bench.online())) return 'the registry cannot be reached';
  bench.tell(`Pulling ${from}`);
  await finish(await bench.docker.pull(from, { abortSignal: bench.signal }), bench.signal);
  if (from !== tag) await bench.docker.getImage(from).tag(splitName(tag));
  return undefined;
}

/** Puts a layer on an image, unless it is there as it would be made now. */
async function ensureLayer(
  bench: Workbench,
  layer: Recipe,
  { image, base, node }: { readonly image: string; readonly base: PresentImage; readonly node: NodeImage },
): Promise<PresentImage> {
  const hash = await recipeHash(layer, [base.id]);
  const present = await presentImage(bench, image);
  if (present?.madeOf === hash) return present;
  bench.tell(`Adding to ${image} what it carries for DevCoin`);
  await buildRecipe(bench, layer, { tag: image, hash, node, base: base.image });
  const made = await presentImage(bench, image);
  if (!made) throw new LabError('noImage', `The image ${image} went away while it was made. Try again.`);
  return made;
}
