import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryOf, loadCatalogue, parseCatalogue, probedImage } from './catalogue.ts';

const NODE = 'node: { sources: [{ from: packages, suite: trixie }] }';

const buildWith = (needs: string): string =>
  `{ name: 'a:1', sources: [{ from: build, folder: a, needs: { ${needs} } }] }`;

describe('the catalogue of images', () => {
  it('ships with sources for every image, and each folder to build from is there', async () => {
    const { images } = await loadCatalogue();
    expect(images.map((image) => image.name)).toContain('alpine:3.22');
    const builds = images.flatMap(({ sources, onTop }) => [
      ...sources.filter((source) => source.from === 'build'),
      ...(onTop ? [onTop] : []),
    ]);
    expect(builds.length).toBeGreaterThan(4);
    for (const { folder } of builds) {
      expect(existsSync(join(import.meta.dirname, folder, 'Dockerfile'))).toBe(true);
    }
  });

  it('asks the registry for the image that nodes start from', async () => {
    expect(probedImage(await loadCatalogue())).toBe('debian:trixie-slim');
  });

  it('keeps the order of the sources', () => {
    const text = `${NODE}\nimages: [{ name: 'a:1', sources: [{ from: build, folder: stand-ins/a }, { from: registry }] }]`;
    expect(entryOf(parseCatalogue(text), 'a:1').sources.map((source) => source.from)).toEqual(['build', 'registry']);
  });

  it('takes an image that is not listed from the registry', () => {
    expect(entryOf(parseCatalogue(`${NODE}\nimages: []`), 'nginx:1.29').sources).toEqual([{ from: 'registry' }]);
  });

  it.each([
    ['a source of an unknown kind', "{ name: 'a:1', sources: [{ from: attic }] }", 'images.0.sources.0'],
    ['an image without a tag', '{ name: a, sources: [{ from: registry }] }', 'images.0.name'],
    ['an image without a source', "{ name: 'a:1', sources: [] }", 'images.0.sources'],
    ['a folder outside the tree', "{ name: 'a:1', sources: [{ from: build, folder: ../../etc }] }", 'folder'],
    ['a word nobody knows', "{ name: 'a:1', sources: [{ from: registry }], tag: x }", '"tag"'],
    ['a package without its version', buildWith('npmPackage: npm'), 'needs.npmPackage'],
    ['lock files outside the apps', buildWith('npmCache: [../etc]'), 'needs.npmCache.0'],
    ['a program without its sum', buildWith('wheel: { name: a, version: 1 }'), 'needs.wheel'],
    ['YAML with a mistake', '{ name: a, name: b }', 'unique'],
  ])('refuses %s, and says where', (_, entry, key) => {
    const read = (): unknown => parseCatalogue(`${NODE}\n\nimages:\n  - ${entry}\n`);
    expect(read).toThrow(/^lab\/images\.yaml:4: /);
    expect(read).toThrow(key);
  });
});
