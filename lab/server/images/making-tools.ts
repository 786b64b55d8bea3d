import { join } from 'node:path';
import { type Catalogue, type CatalogueEntry, entryOf, loadCatalogue } from './catalogue.ts';
import { currentImage } from './course-images.ts';
import { connectEngine, engineError } from './engine.ts';
import { IMAGES } from './needs/root.ts';
import { baseImageName } from './node-image.ts';
import { presentImage } from './present-image.ts';
import { packagesImageName } from './stand-in-packages.ts';

/** A program of this machine that makes images where no registry gives them. */
export type MakingTool = 'mmdebstrap' | 'pip';

/** What is not on the engine yet. */
export interface NotThere {
  /** What the node image is made on, and what stand-ins are taken from. */
  readonly nodeBase: boolean;
  readonly packages: boolean;
  readonly images: readonly CatalogueEntry[];
}

/** The programs that making the node image and these images takes now; none for what is there already. */
export async function makingTools(docker: string, images: readonly string[]): Promise<readonly MakingTool[]> {
  try {
    const bench = { docker: connectEngine(docker), catalogue: await loadCatalogue() };
    const isMissing = async (name: string): Promise<boolean> => (await presentImage(bench, name)) === undefined;
    const entries = withBases(bench.catalogue, images);
    const current = await Promise.all(entries.map(({ name }) => currentImage(bench, name)));
    const missing = entries.filter((_, i) => current[i] === undefined);
    const lists = buildsOf(missing).map(({ folder }) => packagesImageName(join(IMAGES, folder)));
    const packages = await Promise.all((await Promise.all(lists)).map(isMissing));
    return toolsFor({
      nodeBase: await isMissing(await baseImageName()),
      packages: packages.includes(true),
      images: missing,
    });
  } catch (error) {
    throw engineError(error, docker, 'look for the images');
  }
}

/** Decides it from what is missing. */
export function toolsFor({ nodeBase, packages, images }: NotThere): readonly MakingTool[] {
  const builds = buildsOf(images);
  const tools: MakingTool[] = [];
  if (nodeBase || (packages && builds.length > 0)) tools.push('mmdebstrap');
  if (builds.some(({ needs }) => needs.wheel)) tools.push('pip');
  return tools;
}

const buildsOf = (images: readonly CatalogueEntry[]) =>
  images.flatMap(({ sources }) => sources.filter((source) => source.from === 'build'));

/** The images, and those that some of them are built on. */
function withBases(catalogue: Catalogue, names: readonly string[]): CatalogueEntry[] {
  const entries = names.map((name) => entryOf(catalogue, name));
  const bases = entries.flatMap(({ sources }) => sources.flatMap((s) => (s.from === 'project' ? [s.base] : [])));
  return [...new Set([...names, ...bases])].map((name) => entryOf(catalogue, name));
}
