import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, '..', '..');
const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(root, ...path), 'utf8')) as T;
const packagesOf = (folder: string): Readonly<Record<string, Entry>> =>
  read<{ packages: Record<string, Entry> }>(folder, 'package-lock.json').packages;

describe('the lock files', () => {
  // npm leaves out what the registry of the moment lacks, and then refuses the file where it has it.
  it.each(['.', 'apps/miner', 'apps/api', 'apps/webui'])('of %s name the packages of every platform', (folder) => {
    const packages = packagesOf(folder);
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  // The images are built from these, the tests run on the one at the top.
  it.each(['miner', 'api', 'webui'])('of %s have the versions that its package.json asks for', (app) => {
    const { dependencies = {}, devDependencies = {} } = read<Entry>('apps', app, 'package.json');
    const packages = packagesOf(`apps/${app}`);
    const top = packages[''];
    expect(top?.dependencies ?? {}).toEqual(dependencies);
    expect(top?.devDependencies ?? {}).toEqual(devDependencies);
  });
});
