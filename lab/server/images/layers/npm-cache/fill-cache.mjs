// fill-cache.mjs FROM LOCKS TO: makes npm's cache TO with the packages that the lock files in LOCKS name, out of the cache
// FROM. npm looks a package up by the address of its registry, and FROM was filled from the one of another machine. So each
// package gets an entry under the address that npm has in this image.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const [from, locks, to] = process.argv.slice(2);
const npm = (...words) => execFileSync('npm', words, { encoding: 'utf8' }).trim();
const cacache = createRequire(join(npm('root', '-g'), 'npm', 'package.json'))('cacache');
const registry = npm('config', 'get', 'registry').replace(/\/*$/, '/');

// npm takes an answer for another question's when what it asked for differs; so what it asked for is kept too.
const answers = Object.values(await cacache.ls(join(from, '_cacache')));
const asked = answers.find(({ metadata }) => metadata?.resHeaders['content-type']?.includes('json'))?.metadata
  .reqHeaders;

const packages = new Map();
for (const file of readdirSync(locks)) {
  for (const [path, entry] of Object.entries(JSON.parse(readFileSync(join(locks, file), 'utf8')).packages)) {
    if (!path.includes('node_modules/') || !entry.integrity) continue;
    const name = entry.name ?? path.split('node_modules/').at(-1);
    const versions = packages.get(name) ?? {};
    packages.set(name, { ...versions, [entry.version]: entry });
  }
}

mkdirSync(join(to, '_cacache'), { recursive: true });
let count = 0;
for (const [name, entries] of packages) {
  const versions = {};
  for (const [version, entry] of Object.entries(entries)) {
    // Packages for other machines were not fetched, and npm leaves them out here too.
    if (!(await cacache.get.hasContent(join(from, '_cacache'), entry.integrity))) {
      if (entry.optional) continue;
      throw new Error(`${name}@${version} was not fetched`);
    }
    const bytes = await cacache.get.byDigest(join(from, '_cacache'), entry.integrity);
    const tarball = `${registry}${name}/-/${basename(name)}-${version}.tgz`;
    await put(tarball, bytes, { type: 'application/octet-stream', integrity: entry.integrity });
    const { dependencies, optionalDependencies, peerDependencies, bin, engines, os, cpu, libc } = entry;
    const parts = { dependencies, optionalDependencies, peerDependencies, bin, engines, os, cpu, libc };
    versions[version] = { name, version, ...parts, dist: { tarball, integrity: entry.integrity } };
    count++;
  }
  const latest = Object.keys(versions).at(-1);
  if (!latest) continue;
  const document = Buffer.from(JSON.stringify({ name, 'dist-tags': { latest }, versions }));
  await put(`${registry}${name.replace('/', '%2f')}`, document, { type: 'application/json', reqHeaders: asked });
}
console.log(`${count} packages`);

/** An answer of the registry as make-fetch-happen, npm's client, keeps it. */
function put(url, bytes, { type, integrity, reqHeaders = {} }) {
  const resHeaders = { 'content-type': type, 'cache-control': 'public, max-age=300' };
  const metadata = { time: Date.now(), url, reqHeaders, resHeaders, options: { compress: true } };
  const key = `make-fetch-happen:request-cache:${url}`;
  return cacache.put(join(to, '_cacache'), key, bytes, {
    metadata,
    size: bytes.length,
    ...(integrity ? { integrity } : {}),
  });
}
