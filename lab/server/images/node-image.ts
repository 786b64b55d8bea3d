import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../contract/index.ts';
import { buildFolder } from './build-folder.ts';
import { DEBIAN } from './catalogue.ts';
import { contentHash } from './content-hash.ts';
import { refuseFullDisk } from './disk.ts';
import { isFinal, orAbsent } from './engine.ts';
import { importDebian } from './import-debian.ts';
import { packageNames } from './mmdebstrap.ts';
import type { Workbench } from './workbench.ts';

/** The image, what Docker keeps of it while it comes, and the data that nodes start with. */
const NEEDED_BYTES = 1.3e9;

const FOLDER = join(import.meta.dirname, '..', '..', 'node');
const PACKAGES = 'packages.txt';
const BASE_DOCKERFILE = 'Dockerfile.base';

/** The repository of node images; the tag is the hash of what the image is made of. */
export const NODE_REPOSITORY = 'devcoin-lab/node';
/** The repository of what lies below them: Debian with the node's packages. */
export const BASE_REPOSITORY = 'devcoin-lab/node-base';

/** The name that the node image of this tree has, whether it is there or not. */
export async function nodeImageName(): Promise<string> {
  return `${NODE_REPOSITORY}:${await contentHash(FOLDER)}`;
}

/** The name of the image below it. */
export async function baseImageName(): Promise<string> {
  return `${BASE_REPOSITORY}:${await contentHash(FOLDER, [BASE_DOCKERFILE, PACKAGES])}`;
}

/** Makes the node image of this tree unless it is there. */
export async function ensureNodeImage(bench: Workbench): Promise<string> {
  const name = await nodeImageName();
  if (await orAbsent(bench.docker.getImage(name).inspect())) return name;
  const base = await ensureBase(bench);
  bench.tell('Building the node image');
  await buildFolder(bench, { folder: FOLDER, tag: name, arguments: { BASE: base } });
  return name;
}

async function ensureBase(bench: Workbench): Promise<string> {
  const name = await baseImageName();
  if (await orAbsent(bench.docker.getImage(name).inspect())) return name;
  await refuseFullEngine(bench);
  const failures: unknown[] = [];
  for (const source of bench.catalogue.node.sources) {
    try {
      if (source.from === 'packages') {
        await importDebian(bench, {
          what: 'the node image',
          effort: 'about a minute and 150 MB to download',
          neededBytes: NEEDED_BYTES,
          suite: source.suite,
          variant: 'minbase',
          packages: await nodePackages(),
          tag: name,
        });
        return name;
      }
      if (!(await bench.online())) continue;
      bench.tell('Building the node image on Debian from the registry: about a minute and 150 MB to download');
      const from = source.image ?? DEBIAN;
      await buildFolder(bench, { folder: FOLDER, dockerfile: BASE_DOCKERFILE, tag: name, arguments: { DEBIAN: from } });
      return name;
    } catch (error) {
      if (bench.signal.aborted || isFinal(error)) throw error;
      bench.log.warn({ err: error, source }, 'a source of the node image failed');
      failures.push(error);
    }
  }
  throw lastWord(failures);
}

/** Where the engine keeps its data, when that is a folder of this machine. */
async function refuseFullEngine({ docker }: Workbench): Promise<void> {
  const { DockerRootDir: folder } = (await docker.info()) as { DockerRootDir?: string };
  if (folder && existsSync(folder)) await refuseFullDisk(folder, NEEDED_BYTES);
}

async function nodePackages(): Promise<string[]> {
  return packageNames(await readFile(join(FOLDER, PACKAGES), 'utf8'));
}

/** The last source that was tried is the one a person can mend. */
function lastWord(failures: readonly unknown[]): unknown {
  const last = failures.at(-1);
  if (last instanceof LabError) return last;
  const why = last instanceof Error ? `: ${last.message}` : '';
  return new LabError('noImage', `The node image could not be made from any source of lab/images.yaml${why}`, {
    cause: new AggregateError(failures),
  });
}
