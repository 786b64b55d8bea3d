import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Needs } from '../catalogue.ts';
import type { Workbench } from '../workbench.ts';
import { fetchNpmCache, fetchNpmPackage, lockFiles } from './npm.ts';
import { ROOT } from './root.ts';
import { fetchWheel } from './wheel.ts';

/** Puts what a Dockerfile needs of this machine into the folder it is built from. */
export async function putNeeds(bench: Workbench, needs: Needs, folder: string): Promise<void> {
  const { signal } = bench;
  const arch = (await bench.docker.version()).Arch;
  if (needs.node) await copyFile(join(ROOT, 'node_modules', 'node', 'bin', 'node'), join(folder, 'node'));
  if (needs.npmPackage) await fetchNpmPackage(needs.npmPackage, folder, signal);
  if (needs.npmCache) await fetchNpmCache(needs.npmCache, { folder, arch, signal });
  if (needs.wheel) await fetchWheel(needs.wheel, { folder, arch, signal });
}

/** Words that change when what is needed changes. */
export async function needsWords(needs: Needs): Promise<string[]> {
  const words = [JSON.stringify(needs)];
  if (needs.node) words.push(await readFile(join(ROOT, 'node_modules', 'node', 'package.json'), 'utf8'));
  for (const { app, lock } of lockFiles(needs.npmCache ?? [])) words.push(app, await readFile(lock, 'utf8'));
  return words;
}
