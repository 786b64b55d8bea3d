import { type Catalogue, type CatalogueEntry, entryOf, loadCatalogue } from './catalogue.ts';
import { currentImage } from './course-images.ts';
import { connectEngine, engineError } from './engine.ts';
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
    return toolsFor({
      nodeBase: await isMissing(await baseImageName()),
      packages: await isMissing(await packagesImageName()),
      images: entries.filter((_, i) => current[i] === undefined),
    });
  } catch (error) {
    throw engineError(error, docker, 'look for the images');
  }
}

/** Decides it from what is missing. */
export function toolsFor({ nodeBase, packages, images }: NotThere): readonly MakingTool[] {
  const builds = images.flatMap(({ sources }) => sources.filter((source) => source.from === 'build'));
  const tools: MakingTool[] = [];
  if (nodeBase || (packages && builds.length > 0)) tools.push('mmdebstrap');
  if (builds.some(({ needs }) => needs.wheel)) tools.push('pip');
  return tools;
}

/** The images, and those that some of them are built on. */
function withBases(catalogue: Catalogue, names: readonly string[]): CatalogueEntry[] {
  const entries = names.map((name) => entryOf(catalogue, name));
  const bases = entries.flatMap(({ sources }) => sources.flatMap((s) => (s.from === 'project' ? [s.base] : [])));
  return [...new Set([...names, ...bases])].map((name) => entryOf(catalogue, name));
}
