import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../contract/index.ts';
import type { Needs } from '../catalogue.ts';
import { runTool } from './run-tool.ts';

type Wheel = NonNullable<Needs['wheel']>;

/** Python's own name for a platform, by the engine's name for the processor. */
const PLATFORMS: Readonly<Record<string, string>> = {
  amd64: 'manylinux2014_x86_64',
  arm64: 'manylinux2014_aarch64',
};

/** Puts a package of PyPI as `package.whl` into a folder, by this machine's own pip and its settings; refuses another than the pinned. */
export async function fetchWheel(
  { name, version, sha256 }: Wheel,
  { folder, arch, signal }: { readonly folder: string; readonly arch: string; readonly signal: AbortSignal },
): Promise<void> {
  const platform = PLATFORMS[arch];
  const wanted = sha256[arch as keyof typeof sha256];
  if (!platform || !wanted) throw new LabError('noImage', `There is no ${name} for the processor ${arch}.`);
  const options = ['--no-deps', '--only-binary=:all:', `--platform=${platform}`, '--quiet', `--dest=${folder}`];
  await runTool({
    command: ['python3', '-m', 'pip', 'download', ...options, `${name}==${version}`],
    folder,
    what: `The package ${name} ${version}`,
    install: 'On Debian and Ubuntu: apt-get install python3-pip.',
    signal,
  });
  const file = (await readdir(folder)).find((found) => found.endsWith('.whl'));
  if (!file) throw new LabError('noImage', `pip brought no file for ${name} ${version}.`);
  const sum = createHash('sha256')
    .update(await readFile(join(folder, file)))
    .digest('hex');
  if (sum !== wanted) {
    throw new LabError('noImage', `${file} is not the one that lab/images.yaml names: its SHA-256 sum is ${sum}.`);
  }
  await rename(join(folder, file), join(folder, 'package.whl'));
}
