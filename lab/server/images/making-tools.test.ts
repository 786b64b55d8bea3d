import { describe, expect, it } from 'vitest';
import { entryOf, loadCatalogue } from './catalogue.ts';
import { toolsFor } from './making-tools.ts';

const catalogue = await loadCatalogue();
const missing = (...names: string[]) => names.map((name) => entryOf(catalogue, name));

describe('the programs that making images takes', () => {
  it('are none when everything is there', () => {
    expect(toolsFor({ nodeBase: false, packages: false, images: [] })).toEqual([]);
    expect(toolsFor({ nodeBase: false, packages: true, images: [] })).toEqual([]);
  });

  it('are mmdebstrap for what nodes are made on, and for the packages of a stand-in', () => {
    expect(toolsFor({ nodeBase: true, packages: false, images: [] })).toEqual(['mmdebstrap']);
    expect(toolsFor({ nodeBase: false, packages: true, images: missing('redis:8') })).toEqual(['mmdebstrap']);
    expect(toolsFor({ nodeBase: false, packages: false, images: missing('redis:8') })).toEqual([]);
  });

  it('are pip too for Traefik, whose program comes from PyPI', () => {
    expect(toolsFor({ nodeBase: false, packages: false, images: missing('redis:8', 'traefik:v3.7') })).toEqual(['pip']);
    expect(toolsFor({ nodeBase: true, packages: true, images: missing('traefik:v3.7') })).toEqual([
      'mmdebstrap',
      'pip',
    ]);
  });

  it('are none for an image that this project builds or that only the registry has', () => {
    expect(toolsFor({ nodeBase: false, packages: false, images: missing('devcoin/webui:1.0', 'nginx:1') })).toEqual([]);
  });
});
