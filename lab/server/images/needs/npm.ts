import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../../../contract/index.ts';
import { ROOT } from './root.ts';
import { runTool } from './run-tool.ts';

/** npm's own name for a processor, by the engine's. */
const NPM_CPU: Readonly<Record<string, string>> = { amd64: 'x64', arm64: 'arm64' };
const INSTALL = 'On Debian and Ubuntu: apt-get install npm.';
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--fetch-retries=2'];

/** Puts a package of npm as `npm-package.tgz` into a folder; npm checks its sum. */
export async function fetchNpmPackage(spec: string, folder: string, signal: AbortSignal): Promise<void> {
  const packed = join(folder, 'npm-packed');
  await mkdir(packed);
  const command = ['npm', 'pack', spec, `--pack-destination=${packed}`, ...QUIET] as const;
  await runTool({ command: [...command], folder: packed, what: `The package ${spec}`, install: INSTALL, signal });
  const name = (await readdir(packed)).find((file) => file.endsWith('.tgz'));
  if (!name) throw new LabError('noImage', `npm packed nothing for ${spec}.`);
  await rename(join(packed, name), join(folder, 'npm-package.tgz'));
  await rm(packed, { recursive: true });
}

/**
 * Fills `npm-cache` in a folder with the packages of apps' lock files for Linux, and puts the lock files into `locks`. An app
 * without a lock file has no packages.
 */
export async function fetchNpmCache(
  apps: readonly string[],
  { folder, arch, signal }: { readonly folder: string; readonly arch: string; readonly signal: AbortSignal },
): Promise<void> {
  const cache = join(folder, 'npm-cache');
  const locks = join(folder, 'locks');
  await mkdir(join(cache, '_cacache'), { recursive: true });
  await mkdir(locks);
  for (const { app, lock } of lockFiles(apps)) {
    const trial = join(folder, 'npm-trial');
    await mkdir(trial);
    await cp(lock, join(trial, 'package-lock.json'));
    await cp(join(ROOT, app, 'package.json'), join(trial, 'package.json'));
    const target = ['--os=linux', `--cpu=${NPM_CPU[arch] ?? arch}`, '--libc=glibc'];
    await runTool({
      command: ['npm', 'ci', '--ignore-scripts', `--cache=${cache}`, ...target, ...QUIET],
      folder: trial,
      what: `The packages of ${app}`,
      install: INSTALL,
      signal,
    });
    await rm(trial, { recursive: true });
    await cp(lock, join(locks, `${basename(app)}.json`));
  }
}

/** The lock files that are there. */
export function lockFiles(apps: readonly string[]): { readonly app: string; readonly lock: string }[] {
  const found: { app: string; lock: string }[] = [];
  for (const app of apps) {
    const lock = join(ROOT, app, 'package-lock.json');
    if (existsSync(lock)) found.push({ app, lock });
  }
  return found;
}
