import { type CatalogueEntry, loadCatalogue } from './catalogue.ts';
import { ensureImage } from './course-images.ts';
import { connectEngine, engineError } from './engine.ts';
import { ensureNodeImage } from './node-image.ts';
import { openBench } from './open-bench.ts';
import type { PrepareOptions } from './prepare.ts';
import { type PresentImage, presentImage } from './present-image.ts';

/** Gets or makes images on the engine, each from the first source of lab/images.yaml that has it. Does nothing for what is there. */
export async function prepareNamedImages(options: PrepareOptions): Promise<readonly PresentImage[]> {
  try {
    const { bench } = await openBench(options);
    const made: PresentImage[] = [];
    for (const name of new Set(options.images)) {
      made.push(await ensureImage(bench, name, () => ensureNodeImage(bench)));
    }
    return made;
  } catch (error) {
    options.signal.throwIfAborted();
    throw engineError(error, options.docker, 'prepare the images');
  }
}

/** An image of the catalogue and what the engine has of it. */
export interface ListedImage {
  readonly image: string;
  readonly sources: readonly string[];
  readonly present?: PresentImage;
}

/** Every image of lab/images.yaml; makes and asks the registry for nothing. */
export async function listImages(docker: string): Promise<readonly ListedImage[]> {
  try {
    const bench = { docker: connectEngine(docker) };
    const { images } = await loadCatalogue();
    return await Promise.all(
      images.map(async (entry: CatalogueEntry) => {
        const present = await presentImage(bench, entry.name);
        const sources = entry.sources.map((source) => source.from);
        return { image: entry.name, sources, ...(present ? { present } : {}) };
      }),
    );
  } catch (error) {
    throw engineError(error, docker, 'list the images');
  }
}

/** The names of all images of lab/images.yaml. */
export async function knownImages(): Promise<readonly string[]> {
  return (await loadCatalogue()).images.map((entry) => entry.name);
}
