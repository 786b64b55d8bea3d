import { LabError } from '../../contract/index.ts';
import { buildRecipe, recipeHash } from './build-recipe.ts';
import { type CatalogueEntry, entryOf, type ImageSource, type Recipe } from './catalogue.ts';
import { engineSentence, finish, isFinal } from './engine.ts';
import { splitName } from './image-name.ts';
import { type PresentImage, presentImage } from './present-image.ts';
import { buildProject, projectHash } from './project-image.ts';
import type { Workbench } from './workbench.ts';

/** What it takes to look at images without making any. */
type Shelf = Pick<Workbench, 'docker' | 'catalogue'>;

/** The repository of images without the layer that the lab puts on top of them. */
export const BARE_REPOSITORY = 'devcoin-lab/bare';

/** Gets or makes the node image, for what is built with it in hand. */
export type NodeImage = () => Promise<string>;

/** What the engine has under a name, if it is what this tree would make of it. */
export async function currentImage(bench: Shelf, image: string): Promise<PresentImage | undefined> {
  const entry = entryOf(bench.catalogue, image);
  const present = await presentImage(bench, image);
  if (!present || !entry.onTop) return present && (await isBuiltFrom(bench, present, entry)) ? present : undefined;
  const bare = await presentImage(bench, bareName(image));
  if (!bare || !(await isBuiltFrom(bench, bare, entry))) return undefined;
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
async function isBuiltFrom(bench: Shelf, present: PresentImage, { sources }: CatalogueEntry): Promise<boolean> {
  const project = sources.find((source) => source.from === 'project');
  // Built by hand or by compose, it may be of any age: the lab's own is known by its label.
  if (project) return present.madeOf !== undefined && present.madeOf === (await projectHash(bench, project));
  const build = sources.find((source) => source.from === 'build');
  return !present.madeOf || !build || present.madeOf === (await recipeHash(build));
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
  for (const source of entry.sources) if (source.from === 'project') await ensureImage(bench, source.base, wanted.node);
  const isCurrent = present !== undefined && (await isBuiltFrom(bench, present, entry));
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
    if (source.from === 'project') {
      bench.tell(`Building ${image}`);
      await buildProject(bench, source, tag);
      return undefined;
    }
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
