import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npmFailure } from '../bootstrap/npm-failure.mjs';
import { isInstalled, markInstalled, noRoom, pinnedNode } from '../bootstrap/packages.mjs';

let root: string;

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

/** A tree as it is after a clone, with Node 24 in place. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  const packages = {
    '': { devDependencies: { node: '24.0.0' } },
    lab: { dependencies: { ws: '^8' } },
    'node_modules/node': { version: '24.0.0' },
    'node_modules/ws': { version: '8.1.0' },
    'node_modules/only-on-a-mac': { version: '1.0.0', optional: true },
    'node_modules/devcoin-lab': { resolved: 'lab', link: true },
  };
  write('package.json', packages['']);
  write('lab/package.json', packages.lab);
  write('package-lock.json', { packages });
  mkdirSync(dirname(pinnedNode(root)), { recursive: true });
  writeFileSync(pinnedNode(root), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('what is installed', () => {
  const there = { 'node_modules/node': { version: '24.0.0' }, 'node_modules/ws': { version: '8.1.0' } };

  it('is not trusted before an installation ended well', () => {
    expect(isInstalled(root)).toBe(false);
    markInstalled(root);
    expect(isInstalled(root)).toBe(true);
  });

  it('is wanted anew when a manifest changes', () => {
    markInstalled(root);
    write('lab/package.json', { dependencies: { ws: '^8', zod: '^4' } });
    expect(isInstalled(root)).toBe(false);
  });

  it('is taken as it is when npm put it there by itself', () => {
    write('node_modules/.package-lock.json', { packages: there });
    expect(isInstalled(root)).toBe(true);
  });

  it('is not taken when a package is missing or of another version', () => {
    write('node_modules/.package-lock.json', { packages: { 'node_modules/node': { version: '24.0.0' } } });
    expect(isInstalled(root)).toBe(false);
    write('node_modules/.package-lock.json', { packages: { ...there, 'node_modules/ws': { version: '8.0.0' } } });
    expect(isInstalled(root)).toBe(false);
  });

  it('is not whole without Node 24', () => {
    markInstalled(root);
    rmSync(pinnedNode(root));
    expect(isInstalled(root)).toBe(false);
  });

  it('has room on the disk of this machine, or says how much is missing', () => {
    expect(noRoom(root) ?? 'MB left').toContain('MB left');
  });
});

describe('a failure of npm', () => {
  it.each([
    ['npm ERR! code ENOTFOUND', 'could not be reached'],
    ['npm error network request failed, reason: getaddrinfo EAI_AGAIN', 'could not be reached'],
    ['npm ERR! code ENOSPC', 'disk is full'],
    ['npm ERR! code EACCES\nnpm ERR! path /srv/lab/node_modules', 'cannot be written'],
    ['npm ERR! code EUSAGE\nMissing: ws@8 from lock file', 'do not fit each other'],
    ['npm ERR! code SELF_SIGNED_CERT_IN_CHAIN', 'not trusted'],
    ['npm ERR! code E404', 'does not have a package'],
    ['npm ERR! something new', 'no cause that is known'],
  ])('%j is told as a sentence', (output, sentence) => {
    expect(npmFailure(output)).toContain(sentence);
  });
});
