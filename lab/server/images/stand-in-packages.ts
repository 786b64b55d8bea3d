import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from './content-hash.ts';
import { orAbsent } from './engine.ts';
import { importDebian } from './import-debian.ts';
import { packageNames } from './mmdebstrap.ts';
import type { Workbench } from './workbench.ts';

const FOLDER = join(import.meta.dirname, 'stand-ins');
const LIST = 'packages.txt';
const NEEDED_BYTES = 1e9;

/** The repository of unpacked Debian packages that stand-ins are taken from; the tag is the hash of their list. */
export const PACKAGES_REPOSITORY = 'devcoin-lab/packages';

/** The name of the image with the packages of this tree, whether it is there or not. */
export async function packagesImageName(): Promise<string> {
  return `${PACKAGES_REPOSITORY}:${await contentHash(FOLDER, [LIST])}`;
}

/** Makes that image unless it is there: one for all stand-ins, so that the next one is made without asking the archive. */
export async function ensurePackages(bench: Workbench): Promise<string> {
  const tag = await packagesImageName();
  if (await orAbsent(bench.docker.getImage(tag).inspect())) return tag;
  const packages = packageNames(await readFile(join(FOLDER, LIST), 'utf8'));
  const suite = bench.catalogue.node.sources.find((source) => source.from === 'packages')?.suite ?? 'stable';
  await importDebian(bench, {
    what: 'stand-in images',
    effort: 'half a minute and 70 MB to download',
    neededBytes: NEEDED_BYTES,
    suite,
    variant: 'extract',
    packages,
    tag,
  });
  return tag;
}
