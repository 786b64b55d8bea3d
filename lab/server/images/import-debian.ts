import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../../contract/index.ts';
import { hostMirrors, hostProxies } from './apt-host.ts';
import { debLines } from './apt-sources.ts';
import { refuseFullDisk } from './disk.ts';
import { finish, isFinal, orAbsent } from './engine.ts';
import { splitName } from './image-name.ts';
import { type DebianRoot, makeRoot, type RootStream } from './mmdebstrap.ts';
import type { Workbench } from './workbench.ts';

const execute = promisify(execFile);

/** An image to be made of Debian packages. */
export interface DebianImport extends Pick<DebianRoot, 'what' | 'suite' | 'variant' | 'packages'> {
  readonly tag: string;
  /** The room it takes while it is made: the packages, what they unpack to, and the tar of it. */
  readonly neededBytes: number;
  /** What a person who waits is told of it: how long, how much to download. */
  readonly effort: string;
}

/**
 * Makes an image from Debian packages without a registry: from the archives this machine uses itself, else from those
 * mmdebstrap knows.
 */
export async function importDebian(bench: Workbench, wanted: DebianImport): Promise<void> {
  await refuseWithoutMmdebstrap(wanted.what, bench.signal);
  await refuseFullDisk('/var/tmp', wanted.neededBytes, wanted.what);
  const mirrors = await hostMirrors();
  const aptOptions = await hostProxies(bench.signal);
  const choices = mirrors ? [debLines(mirrors, wanted.suite), []] : [[]];
  for (const [index, archives] of choices.entries()) {
    try {
      await importRoot(bench, { ...wanted, archives, aptOptions });
      return;
    } catch (error) {
      const isLast = index === choices.length - 1;
      if (isLast || bench.signal.aborted || isFinal(error)) throw error;
      bench.log.warn({ err: error }, 'the archives of this machine do not do; trying those mmdebstrap knows');
    }
  }
}

async function importRoot(bench: Workbench, root: DebianImport & DebianRoot): Promise<void> {
  const { docker, signal, tell } = bench;
  const { tag } = root;
  const sentence = `Building ${root.what} from Debian packages`;
  tell(`${sentence}: ${root.effort}`);
  const stream = makeRoot(root, (stage) => tell(`${sentence}: ${stage}`));
  signal.addEventListener('abort', stream.stop, { once: true });
  try {
    const name = splitName(tag);
    // An import of half a tar can look whole to the engine, so the tag comes only after both sides are done.
    const options = { repo: name.repo, tag: `${name.tag}-unfinished`, abortSignal: signal };
    const imported = docker.importImage(stream.tar, options).then((answer) => finish(answer, signal));
    await bothEnds(stream, imported);
    await docker.getImage(`${tag}-unfinished`).tag(name);
  } finally {
    signal.removeEventListener('abort', stream.stop);
    await orAbsent(docker.getImage(`${tag}-unfinished`).remove());
  }
}

/** Waits for both ends, so that nothing goes on behind a failure, and throws what went wrong first. */
async function bothEnds(stream: RootStream, imported: Promise<void>): Promise<void> {
  let engineWasFirst = false;
  const watched = imported.catch((error: unknown) => {
    // Nobody reads the tar any more, so its maker would wait for ever.
    engineWasFirst = stream.stop();
    throw error;
  });
  const [root, image] = await Promise.allSettled([stream.done, watched]);
  if (image.status === 'rejected' && (engineWasFirst || root.status === 'fulfilled')) throw image.reason;
  if (root.status === 'rejected') throw root.reason;
}

async function refuseWithoutMmdebstrap(what: string, signal: AbortSignal): Promise<void> {
  const otherwise = 'Connect the machine to a registry, or';
  try {
    await execute('mmdebstrap', ['--version'], { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new LabError(
      'noImage',
      `The image registry cannot be reached, and mmdebstrap, which would make ${what} from Debian packages, is not installed. ${otherwise} on Debian or Ubuntu run: sudo apt-get install mmdebstrap debian-archive-keyring`,
      { cause: error },
    );
  }
  if (process.getuid?.() !== 0) {
    throw new LabError(
      'noImage',
      `The image registry cannot be reached, and only root can make ${what} from Debian packages. ${otherwise} start the lab once as root; after that it finds the image ready.`,
    );
  }
}
