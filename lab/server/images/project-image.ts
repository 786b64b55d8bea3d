import { join } from 'node:path';
import { LabError } from '../../contract/index.ts';
import { buildFolder } from './build-folder.ts';
import { MADE_OF_LABEL } from './build-recipe.ts';
import { contentHash, filesBelow, wordsHash } from './content-hash.ts';
import { ROOT } from './needs/root.ts';
import { INHERITED_LABELS, presentImage } from './present-image.ts';
import type { Workbench } from './workbench.ts';

/** A folder of the project with a Dockerfile of its own, and the image that one starts from. */
export interface ProjectSource {
  readonly folder: string;
  readonly base: string;
}

/** A label that its base has would say of this image what is true of the base only; empty it says nothing. */
const OWN_WORDS = Object.fromEntries(INHERITED_LABELS.map((label) => [label, '']));

/** What development leaves in a folder, and .dockerignore keeps out of the image. */
const LEFT_OUT = /^(node_modules|dist)(\/|$)/;

/** The hash of what the image would be made of now; undefined while its base is not there. */
export async function projectHash(
  bench: Pick<Workbench, 'docker'>,
  { folder, base }: ProjectSource,
): Promise<string | undefined> {
  const present = await presentImage(bench, base);
  if (!present) return undefined;
  const path = join(ROOT, folder);
  const files = (await filesBelow(path)).filter((name) => !LEFT_OUT.test(name));
  return wordsHash([await contentHash(path, files), present.id, ...Object.keys(OWN_WORDS)]);
}

/** Builds the image as `docker build` in its folder would; its base is there. */
export async function buildProject(bench: Workbench, source: ProjectSource, tag: string): Promise<void> {
  const hash = await projectHash(bench, source);
  if (!hash) throw new LabError('noImage', `${source.base}, which ${tag} starts from, went away. Try again.`);
  const folder = join(ROOT, source.folder);
  await buildFolder(bench, { folder, tag, arguments: {}, labels: { ...OWN_WORDS, [MADE_OF_LABEL]: hash } });
}
