import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue, parseCatalogue, probedImage, sourcesOf } from './catalogue.ts';

const NODE = 'node: { sources: [{ from: packages, suite: trixie }] }';

describe('the catalogue of images', () => {
  it('ships with sources for every image, and each folder to build from is there', async () => {
    const { images } = await loadCatalogue();
    expect(images.map((image) => image.name)).toContain('alpine:3.22');
    for (const source of images.flatMap((image) => image.sources)) {
      if (source.from === 'build') {
        expect(existsSync(join(import.meta.dirname, source.folder, 'Dockerfile'))).toBe(true);
      }
    }
  });

  it('asks the registry for the image that nodes start from', async () => {
    expect(probedImage(await loadCatalogue())).toBe('debian:trixie-slim');
  });

  it('keeps the order of the sources', () => {
    const text = `${NODE}\nimages: [{ name: 'a:1', sources: [{ from: build, folder: stand-ins/a }, { from: registry }] }]`;
    expect(sourcesOf(parseCatalogue(text), 'a:1').map((source) => source.from)).toEqual(['build', 'registry']);
  });

  it('takes an image that is not listed from the registry', () => {
    expect(sourcesOf(parseCatalogue(`${NODE}\nimages: []`), 'nginx:1.29')).toEqual([{ from: 'registry' }]);
  });

  it.each([
    ['a source of an unknown kind', "{ name: 'a:1', sources: [{ from: attic }] }"],
    ['an image without a tag', '{ name: a, sources: [{ from: registry }] }'],
    ['an image without a source', "{ name: 'a:1', sources: [] }"],
    ['a folder outside the tree', "{ name: 'a:1', sources: [{ from: build, folder: ../../etc }] }"],
    ['a word nobody knows', "{ name: 'a:1', sources: [{ from: registry }], tag: x }"],
  ])('refuses %s', (_, entry) => {
    expect(() => parseCatalogue(`${NODE}\nimages: [${entry}]`)).toThrow();
  });
});
