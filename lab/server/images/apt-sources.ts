/** One archive that this machine's apt asks. */
export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

/** The binary archives in a one-line file (sources.list, *.list). */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const [kind, uri, suite, ...components] = line
      .replace(/#.*/, '')
      .replace(/\[[^\]]*\]/, ' ')
      .trim()
      .split(/\s+/);
    return kind === 'deb' && uri && suite ? [{ uri, suites: [suite], components }] : [];
  });
}

/** The binary archives in a deb822 file (*.sources). */
export function parseDeb822(text: string): AptSource[] {
  const stanzas = text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const fields = new Map<string, string[]>();
    for (const line of stanza.replace(/\n[ \t]+/g, ' ').split('\n')) {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line.trim()) ?? [];
      if (name && value !== undefined) fields.set(name.toLowerCase(), value.split(/\s+/).filter(Boolean));
    }
    const field = (name: string): string[] => fields.get(name) ?? [];
    const isOff = field('enabled').some((word) => /^(no|false|off|0)$/i.test(word));
    if (isOff || !field('types').includes('deb')) return [];
    return field('uris').map((uri) => ({ uri, suites: field('suites'), components: field('components') }));
  });
}

/** What a release is asked from: its own archive and, where the machine uses one, that of its security updates. */
export interface DebianMirrors {
  readonly main: string;
  readonly security?: string;
}

/**
 * The Debian archives among a machine's sources: those that offer the machine's own release. Anything else is a third
 * party's and says nothing about where Debian is.
 */
export function debianMirrors(sources: readonly AptSource[], codename: string): DebianMirrors | undefined {
  const offering = (suite: string): string | undefined =>
    sources.find((source) => source.suites.includes(suite) && source.components.includes('main'))?.uri;
  const main = offering(codename) ?? offering('stable');
  if (!main) return undefined;
  const security = offering(`${codename}-security`) ?? offering('stable-security');
  return security ? { main, security } : { main };
}

/** The archives of a release as one-line entries, as mmdebstrap takes them. */
export function debLines(mirrors: DebianMirrors, suite: string): string[] {
  const lines = [`deb ${mirrors.main} ${suite} main`, `deb ${mirrors.main} ${suite}-updates main`];
  if (mirrors.security) lines.push(`deb ${mirrors.security} ${suite}-security main`);
  return lines;
}
