import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from './content-hash.ts';
import { orAbsent } from './engine.ts';
import { importDebian } from './import-debian.ts';
import { packageNames } from './mmdebstrap.ts';
import type { Workbench } from './workbench.ts';

const FOLDER = join(import.meta.dirname, 'stand-ins');
const LIST = 'packages.txt';
const NEEDED_BYTES = 4e8;

/** The repository of unpacked Debian packages that stand-ins are taken from; the tag is the hash of their list. */
export const PACKAGES_REPOSITORY = 'devcoin-lab/packages';

/** Whether a stand-in has a list of packages of its own, beside its Dockerfile. */
export const hasOwnPackages = (folder: string): boolean => existsSync(join(folder, LIST));

const holderOf = (folder: string): string => (hasOwnPackages(folder) ? folder : FOLDER);

/** The name of the image with the packages of a stand-in, whether it is there or not; without one, of those that all share. */
export async function packagesImageName(folder: string = FOLDER): Promise<string> {
  return `${PACKAGES_REPOSITORY}:${await contentHash(holderOf(folder), [LIST])}`;
}

/** Makes that image unless it is there: one for all that share a list, so that the next one is made without asking the archive. */
export async function ensurePackages(bench: Workbench, folder: string): Promise<string> {
  const tag = await packagesImageName(folder);
  if (await orAbsent(bench.docker.getImage(tag).inspect())) return tag;
  const packages = packageNames(await readFile(join(holderOf(folder), LIST), 'utf8'));
  const suite = bench.catalogue.node.sources.find((source) => source.from === 'packages')?.suite ?? 'stable';
  await importDebian(bench, {
    what: 'stand-in images',
    effort: hasOwnPackages(folder) ? 'some seconds' : 'half a minute and 70 MB to download',
    neededBytes: NEEDED_BYTES,
    suite,
    variant: 'extract',
    packages,
    tag,
  });
  return tag;
}
