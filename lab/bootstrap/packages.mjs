import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = join('node_modules', '.devcoin-lab.json');
/** Room that npm ci needs: 571 MB of packages and Node 24, and some air. */
const NEEDED_BYTES = 900e6;

/** What is installed follows from these files. @param {string} root @returns {string[]} */
function manifests(root) {
  const apps = join(root, 'apps');
  const folders = existsSync(apps) ? readdirSync(apps).map((name) => join('apps', name)) : [];
  return ['', 'lab', ...folders].map((folder) => join(root, folder, 'package.json')).filter((file) => existsSync(file));
}

/** The name of the wanted state of node_modules. @param {string} root */
function wanted(root) {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const file of [join(root, 'package-lock.json'), ...manifests(root)]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** Node 24 as the npm package `node` brings it. @param {string} root */
export function pinnedNode(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Whether node_modules is what package-lock.json asks for. @param {string} root */
export function isInstalled(root) {
  if (!existsSync(pinnedNode(root))) return false;
  const stamp = readJson(join(root, STAMP));
  if (stamp?.wanted === wanted(root)) return true;
  if (!npmAgrees(root)) return false;
  markInstalled(root);
  return true;
}

/** Remembers that node_modules is as it should be. @param {string} root */
export function markInstalled(root) {
  writeFileSync(join(root, STAMP), `${JSON.stringify({ wanted: wanted(root) })}\n`);
}

/**
 * Compares with npm's own record of node_modules, so that a person's own `npm ci` is not done again.
 * @param {string} root
 */
function npmAgrees(root) {
  const lock = readJson(join(root, 'package-lock.json'))?.packages;
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!lock || !there) return false;
  const fits = Object.entries(lock).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return true;
    const found = there[path];
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer);
  });
  return fits && rootFits(root, lock);
}

/** A package.json that was edited after the lock file was made is npm's to judge. @param {string} root @param {any} lock */
function rootFits(root, lock) {
  return manifests(root).every((file) => {
    const path = file
      .slice(root.length + 1)
      .replace(/[\\/]?package\.json$/, '')
      .replaceAll('\\', '/');
    const manifest = readJson(file) ?? {};
    return ['dependencies', 'devDependencies'].every((kind) => sameEntries(manifest[kind], lock[path]?.[kind]));
  });
}

/** @param {Record<string, string>} [a] @param {Record<string, string>} [b] */
function sameEntries(a = {}, b = {}) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The sentence when there is too little room for the packages. @param {string} root @returns {string | undefined} */
export function noRoom(root) {
  const disk = statfsSync(root);
  const free = disk.bavail * disk.bsize;
  if (free >= NEEDED_BYTES) return undefined;
  const mb = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6)} MB`;
  return `The disk of ${root} has ${mb(free)} left, the packages need ${mb(NEEDED_BYTES)}. Free some space, then run the same command again.`;
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
