import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AptSource, type DebianMirrors, debianMirrors, parseDeb822, parseOneLine } from './apt-sources.ts';

const execute = promisify(execFile);

/** The Debian archives this machine uses; undefined on another system, or when its sources name none. */
export async function hostMirrors(root = '/etc'): Promise<DebianMirrors | undefined> {
  const release = await textOf(join(root, 'os-release'));
  const word = (name: string): string | undefined => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1];
  const codename = word('VERSION_CODENAME');
  if (word('ID') !== 'debian' || !codename) return undefined;
  const sources = await Promise.all((await hostSources(join(root, 'apt'))).map(resolveMirrorList));
  return debianMirrors(sources, codename);
}

async function hostSources(apt: string): Promise<AptSource[]> {
  const folder = join(apt, 'sources.list.d');
  const names = (await readdir(folder).catch(() => [])).sort();
  const texts = await Promise.all(names.map((name) => textOf(join(folder, name))));
  const more = names.flatMap((name, index) => {
    const text = texts[index] ?? '';
    if (name.endsWith('.sources')) return parseDeb822(text);
    return name.endsWith('.list') ? parseOneLine(text) : [];
  });
  return [...parseOneLine(await textOf(join(apt, 'sources.list'))), ...more];
}

/** Debian's cloud images name a file with a list of mirrors instead of a mirror (apt-transport-mirror(1)); the first counts. */
async function resolveMirrorList(source: AptSource): Promise<AptSource> {
  const [, path] = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(source.uri) ?? [];
  if (!path) return source;
  const first = (await textOf(path)).split('\n').find((line) => /^[a-z+]+:\//.test(line));
  return { ...source, uri: first?.split(/\s/)[0] ?? source.uri };
}

/** The proxies that apt is told to use here, as options for another apt. */
export async function hostProxies(signal: AbortSignal): Promise<string[]> {
  const { stdout } = await execute('apt-config', ['dump', '--no-empty', 'Acquire'], { signal });
  return stdout.split('\n').filter((line) => /^Acquire::(http|https|ftp)::Proxy(::|\s|-Auto-Detect)/i.test(line));
}

/** A file that is not there has nothing to say. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return '';
    throw error;
  });
}
