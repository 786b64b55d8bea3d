import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostMirrors } from './apt-host.ts';

describe('the Debian archives this machine uses', () => {
  let etc: string;
  beforeEach(async () => {
    etc = await mkdtemp(join(tmpdir(), 'devcoin-lab-etc-'));
    await mkdir(join(etc, 'apt', 'sources.list.d'), { recursive: true });
  });
  afterEach(() => rm(etc, { recursive: true }));

  const release = (id: string, codename: string): Promise<void> =>
    writeFile(join(etc, 'os-release'), `NAME="x"\nID=${id}\nVERSION_CODENAME=${codename}\n`);
  const source = (name: string, text: string): Promise<void> => writeFile(join(etc, 'apt', name), text);

  it('come from either kind of file', async () => {
    await release('debian', 'trixie');
    await source('sources.list', 'deb http://security.example/debian-security trixie-security main\n');
    await source(
      'sources.list.d/debian.sources',
      'Types: deb\nURIs: http://a.example/debian\nSuites: trixie\nComponents: main\n',
    );
    expect(await hostMirrors(etc)).toEqual({
      main: 'http://a.example/debian',
      security: 'http://security.example/debian-security',
    });
  });

  it('are looked up in the list of mirrors that Debian’s cloud images name', async () => {
    await release('debian', 'trixie');
    const list = join(etc, 'mirrors.list');
    await writeFile(list, '# near first\nhttp://near.example/debian\tpriority:1\nhttp://far.example/debian\n');
    await source(
      'sources.list.d/debian.sources',
      `Types: deb\nURIs: mirror+file://${list}\nSuites: trixie\nComponents: main\n`,
    );
    expect(await hostMirrors(etc)).toEqual({ main: 'http://near.example/debian' });
  });

  it('are not guessed from another distribution’s', async () => {
    await release('ubuntu', 'noble');
    await source('sources.list', 'deb http://a.example/ubuntu noble main\n');
    expect(await hostMirrors(etc)).toBeUndefined();
  });

  it('are not known where there is no apt', async () => {
    await release('debian', 'trixie');
    await rm(join(etc, 'apt'), { recursive: true });
    expect(await hostMirrors(etc)).toBeUndefined();
  });
});
