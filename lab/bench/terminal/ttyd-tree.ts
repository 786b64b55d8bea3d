import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Kept between runs, where the repository keeps what is not its own. */
const CACHE = join(import.meta.dirname, '..', '..', '..', '.devcoin-lab', 'bench');
const TREE = join(CACHE, 'ttyd');
const BUILD_LIMIT_MS = 10 * 60_000;

/**
 * A small Debian with ttyd in a folder, made on first use: only Debian's unstable release has the package, and its libraries are
 * newer than the host's. Says why when there can be none.
 */
export async function ttydTree(o: {
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
}): Promise<{ readonly tree: string } | { readonly because: string }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { because: 'ttyd runs in a folder with a system of its own, which takes root on Linux' };
  if (existsSync(join(TREE, 'usr', 'bin', 'ttyd'))) return { tree: TREE };
  if (!isOnPath('mmdebstrap')) return { because: 'making ttyd takes mmdebstrap (apt-get install mmdebstrap)' };
  o.say('ttyd is made once: a small Debian of about 130 MB');
  const parts = `${TREE}.part`;
  try {
    await mkdir(CACHE, { recursive: true });
    await rm(parts, { recursive: true, force: true });
    await build(parts, AbortSignal.any([o.signal, AbortSignal.timeout(BUILD_LIMIT_MS)]));
    await rename(parts, TREE);
    return { tree: TREE };
  } catch (error) {
    o.signal.throwIfAborted();
    return { because: `ttyd could not be made: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function build(folder: string, signal: AbortSignal): Promise<void> {
  const argv = ['--quiet', '--variant=minbase', '--aptopt=Acquire::Check-Valid-Until "false"', '--include=ttyd,bash'];
  const child = spawn('mmdebstrap', [...argv, 'sid', folder], { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-500);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`mmdebstrap ended with ${code}: ${said.trim()}`);
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
