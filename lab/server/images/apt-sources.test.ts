import { describe, expect, it } from 'vitest';
import { debianMirrors, debLines, parseDeb822, parseOneLine } from './apt-sources.ts';

const DEB822 = `# the system's own
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: https://third.example/bookworm
Suites: bookworm
Components: stable
Enabled: no
`;

describe('parsing apt sources', () => {
  it('reads stanzas, their comments and folded keys, and leaves out what is turned off', () => {
    expect(parseDeb822(DEB822)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main', 'contrib'],
      },
      { uri: 'http://mirror.example/debian-security', suites: ['bookworm-security'], components: ['main'] },
    ]);
  });

  it('reads one entry for each of several addresses', () => {
    const text =
      'Types: deb\nURIs: http://a.example/debian http://b.example/debian\nSuites: trixie\nComponents: main\n';
    expect(parseDeb822(text).map((source) => source.uri)).toEqual([
      'http://a.example/debian',
      'http://b.example/debian',
    ]);
  });

  it('reads one-line entries with options, and neither comments nor sources of programs', () => {
    const text = `# deb http://old.example/debian buster main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian trixie main contrib # ours
deb-src http://mirror.example/debian trixie main

`;
    expect(parseOneLine(text)).toEqual([
      { uri: 'http://mirror.example/debian', suites: ['trixie'], components: ['main', 'contrib'] },
    ]);
  });
});

describe('finding the Debian archives of a machine', () => {
  it('takes the archive that offers the machine’s own release, and its security archive', () => {
    expect(debianMirrors(parseDeb822(DEB822), 'bookworm')).toEqual({
      main: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    });
  });

  it('takes stable for the release that is stable', () => {
    const sources = parseOneLine('deb http://mirror.example/debian stable main');
    expect(debianMirrors(sources, 'trixie')).toEqual({ main: 'http://mirror.example/debian' });
  });

  it('takes no third party for Debian', () => {
    const sources = parseOneLine(
      'deb https://third.example/apt bookworm stable\ndeb https://other.example nodistro main',
    );
    expect(debianMirrors(sources, 'bookworm')).toBeUndefined();
  });

  it('asks the same archives for another release', () => {
    expect(debLines({ main: 'http://m.example/debian', security: 'http://m.example/security' }, 'trixie')).toEqual([
      'deb http://m.example/debian trixie main',
      'deb http://m.example/debian trixie-updates main',
      'deb http://m.example/security trixie-security main',
    ]);
  });
});
