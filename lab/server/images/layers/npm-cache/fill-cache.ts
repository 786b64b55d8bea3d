// fill-cache.ts FROM LOCKS TO: makes npm's cache TO with the packages that the lock files in LOCKS name, out of the cache
// FROM. npm looks a package up by the address of its registry, and FROM was filled from the one of another machine. So each
// package gets an entry under the address that npm has in this image.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

/** The parts of npm's own cache library that are used here. */
interface Cacache {
  ls(cache: string): Promise<Record<string, { metadata?: { reqHeaders: object; resHeaders: Record<string, string> } }>>;
  put(cache: string, key: string, data: Buffer, options: object): Promise<unknown>;
  get: {
    hasContent(cache: string, integrity: string): Promise<unknown>;
    byDigest(cache: string, integrity: string): Promise<Buffer>;
  };
}

/** A package of a lock file; the rest of it goes into the registry's answer as it is. */
interface Locked {
  readonly name?: string;
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
}

const [from = '', locks = '', to = ''] = process.argv.slice(2);
const [source, target] = [join(from, '_cacache'), join(to, '_cacache')];
const npm = (...words: string[]): string => execFileSync('npm', words, { encoding: 'utf8' }).trim();
const cacache = createRequire(join(npm('root', '-g'), 'npm', 'package.json'))('cacache') as Cacache;
const registry = npm('config', 'get', 'registry').replace(/\/*$/, '/');

mkdirSync(target, { recursive: true });
const asked = await headersAsked();
let count = 0;
for (const [name, entries] of lockedPackages()) count += await keep(name, entries);
console.log(`${count} packages`);

/** npm takes no answer that was given to another question, so what it asked with is kept with the answers. */
async function headersAsked(): Promise<object> {
  const answers = Object.values(await cacache.ls(source));
  return (
    answers.find(({ metadata }) => metadata?.resHeaders['content-type']?.includes('json'))?.metadata?.reqHeaders ?? {}
  );
}

/** The packages of all lock files by name and version. */
function lockedPackages(): Map<string, Map<string, Locked>> {
  const packages = new Map<string, Map<string, Locked>>();
  for (const file of readdirSync(locks)) {
    const lock = JSON.parse(readFileSync(join(locks, file), 'utf8')) as { packages: Record<string, Locked> };
    for (const [path, entry] of Object.entries(lock.packages)) {
      if (!path.includes('node_modules/') || !entry.integrity) continue;
      const name = entry.name ?? path.split('node_modules/').at(-1) ?? path;
      packages.set(name, (packages.get(name) ?? new Map<string, Locked>()).set(entry.version, entry));
    }
  }
  return packages;
}

/** Keeps the versions of a package and the registry's answer about it; the answer is how many. */
async function keep(name: string, entries: ReadonlyMap<string, Locked>): Promise<number> {
  const versions: Record<string, object> = {};
  for (const [version, { optional, integrity = '', ...rest }] of entries) {
    // Packages for other machines were not fetched, and npm leaves them out here too.
    if (!(await cacache.get.hasContent(source, integrity))) {
      if (optional) continue;
      throw new Error(`${name}@${version} was not fetched`);
    }
    const tarball = `${registry}${name}/-/${basename(name)}-${version}.tgz`;
    const options = { type: 'application/octet-stream', reqHeaders: {}, integrity };
    await put(tarball, await cacache.get.byDigest(source, integrity), options);
    versions[version] = { ...rest, name, version, dist: { tarball, integrity } };
  }
  const latest = Object.keys(versions).at(-1);
  if (!latest) return 0;
  const answer = Buffer.from(JSON.stringify({ name, 'dist-tags': { latest }, versions }));
  await put(`${registry}${name.replace('/', '%2f')}`, answer, { type: 'application/json', reqHeaders: asked });
  return Object.keys(versions).length;
}

/** An answer of the registry as make-fetch-happen, npm's client, keeps it. */
async function put(
  url: string,
  bytes: Buffer,
  o: { readonly type: string; readonly reqHeaders: object; readonly integrity?: string },
): Promise<void> {
  const resHeaders = { 'content-type': o.type, 'cache-control': 'public, max-age=300' };
  const metadata = { time: Date.now(), url, reqHeaders: o.reqHeaders, resHeaders, options: { compress: true } };
  const integrity = o.integrity ? { integrity: o.integrity } : {};
  await cacache.put(target, `make-fetch-happen:request-cache:${url}`, bytes, {
    metadata,
    size: bytes.length,
    ...integrity,
  });
}
