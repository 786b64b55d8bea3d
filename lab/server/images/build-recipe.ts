import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildFolder } from './build-folder.ts';
import type { Recipe } from './catalogue.ts';
import { contentHash, wordsHash } from './content-hash.ts';
import { orAbsent } from './engine.ts';
import { needsWords, putNeeds } from './needs/index.ts';
import { IMAGES } from './needs/root.ts';
import { ensurePackages, hasOwnPackages } from './stand-in-packages.ts';
import type { Workbench } from './workbench.ts';

/** The label with the hash of what an image was built from. */
export const MADE_OF_LABEL = 'org.devcoin-lab.made-of';

/** The label of stages that are of no use once the image is built. */
const SCRAP_LABEL = 'org.devcoin-lab.scrap';

/** Files that folders share lie beside them. */
const SHARED = ['make-root.sh'];
const SHARED_PACKAGES = 'packages.txt';

/** The hash of what a recipe makes an image from; `more` counts too. */
export async function recipeHash({ folder, needs }: Recipe, more: readonly string[] = []): Promise<string> {
  const path = join(IMAGES, folder);
  const [own, shared, words] = await Promise.all([
    contentHash(path),
    contentHash(dirname(path), sharedFiles(path)),
    needsWords(needs),
  ]);
  return wordsHash([own, shared, ...words, ...more]);
}

function sharedFiles(path: string): string[] {
  const names = hasOwnPackages(path) ? SHARED : [...SHARED, SHARED_PACKAGES];
  return names.filter((name) => existsSync(join(dirname(path), name)));
}

/** What a Dockerfile may ask for by name. */
export interface RecipeArguments {
  /** Gets or makes the node image. */
  readonly node: () => Promise<string>;
  /** What a layer goes on top of. */
  readonly base?: string;
}

/** Builds an image from a recipe: its folder, what is shared beside it, and what it needs of this machine. */
export async function buildRecipe(
  bench: Workbench,
  recipe: Recipe,
  o: RecipeArguments & { readonly tag: string; readonly hash: string },
): Promise<void> {
  const path = join(IMAGES, recipe.folder);
  // /tmp may lie in memory; a hundred megabytes do not belong there.
  const folder = await mkdtemp(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'devcoin-lab-image-'));
  try {
    await cp(path, folder, { recursive: true });
    for (const name of sharedFiles(path)) await cp(join(dirname(path), name), join(folder, name));
    await putNeeds(bench, recipe.needs, folder);
    const given = await argumentsFor(bench, path, o);
    bench.signal.throwIfAborted();
    await buildFolder(bench, { folder, tag: o.tag, arguments: given, labels: { [MADE_OF_LABEL]: o.hash } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await removeScrap(bench);
}

async function argumentsFor(bench: Workbench, path: string, o: RecipeArguments): Promise<Record<string, string>> {
  const dockerfile = await readFile(join(path, 'Dockerfile'), 'utf8');
  const asks = (name: string): boolean => new RegExp(`^ARG ${name}$`, 'm').test(dockerfile);
  return {
    ...(asks('NODE') ? { NODE: await o.node() } : {}),
    ...(asks('PACKAGES') ? { PACKAGES: await ensurePackages(bench, path) } : {}),
    ...(o.base ? { BASE: o.base } : {}),
  };
}

/** The builder leaves the stages before the last as images without a name. */
async function removeScrap({ docker }: Workbench): Promise<void> {
  const scrap = await docker.listImages({ filters: { dangling: ['true'], label: [SCRAP_LABEL] } });
  for (const image of scrap) await orAbsent(docker.getImage(image.Id).remove());
}
