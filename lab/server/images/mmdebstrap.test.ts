import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { debstrapArguments, packageNames } from './mmdebstrap.ts';

describe('making a root from packages', () => {
  it('reads the list of packages without its notes', () => {
    expect(packageNames('# Docker\ncontainerd\n\ndocker.io # the engine\njq curl\n')).toEqual([
      'containerd',
      'docker.io',
      'jq',
      'curl',
    ]);
  });

  it('has the packages every node needs in the list of the node', async () => {
    const list = await readFile(join(import.meta.dirname, '..', '..', 'node', 'packages.txt'), 'utf8');
    expect(packageNames(list)).toEqual(
      expect.arrayContaining([
        'docker.io',
        'docker-cli',
        'docker-compose',
        'containerd',
        'iptables',
        'bash-completion',
        'tini',
        'busybox',
      ]),
    );
  });

  it('gives suite, output and archives in that order after the options', () => {
    const root = {
      what: 'the node image',
      variant: 'minbase' as const,
      suite: 'trixie',
      packages: ['a', 'b'],
      archives: ['deb http://m.example trixie main'],
      aptOptions: [],
    };
    const given = debstrapArguments(root);
    expect(given).toContain('--include=a,b');
    expect(given.slice(-3)).toEqual(['trixie', '-', 'deb http://m.example trixie main']);
  });

  it('passes the proxy of this machine on, and forgets it in the image', () => {
    const aptOptions = ['Acquire::http::Proxy "http://proxy.example:3142";'];
    const given = debstrapArguments({
      what: 'the node image',
      variant: 'minbase',
      suite: 'trixie',
      packages: [],
      archives: [],
      aptOptions,
    });
    expect(given).toContain('--aptopt=Acquire::http::Proxy "http://proxy.example:3142";');
    expect(given.some((argument) => /^--customize-hook=rm .*apt\.conf\.d/.test(argument))).toBe(true);
  });
});
