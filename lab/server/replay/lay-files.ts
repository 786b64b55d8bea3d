import { readdir, readFile, stat } from 'node:fs/promises';
import { join, matchesGlob, posix } from 'node:path';
import type { Course, CourseFiles } from '../../contract/index.ts';
import type { NodeFile, Sandbox } from '../sandbox/index.ts';

/** What a working copy has beside the source: of no use on a node. */
const LEFT_OUT = ['node_modules', 'dist', 'test', 'dev', '*.test.ts', 'bench.ts', '.git'];

/** Writes the files of a course on the nodes of a fresh sandbox. */
export async function layFiles(files: Course['files'], sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  await Promise.all(
    files.map(async (entry) => {
      const node = sandbox.nodes.find(({ name }) => name === entry.node);
      if (node) await node.writeFiles(entry.to, await sourceFiles(entry), signal);
    }),
  );
}

/** The bytes that a course gives for a path on a node (`~/` or absolute); undefined where it gives none. */
export async function givenFile(files: Course['files'], node: string, path: string): Promise<Uint8Array | undefined> {
  const wanted = fromHome(path);
  for (const entry of files.filter((candidate) => candidate.node === node)) {
    const folder = `${fromHome(entry.to)}/`;
    if (!wanted.startsWith(folder)) continue;
    const found = (await sourceFiles(entry)).find((file) => file.path === wanted.slice(folder.length));
    if (found) return found.bytes;
  }
  return undefined;
}

async function sourceFiles({ from, only }: CourseFiles): Promise<readonly NodeFile[]> {
  const found = await Promise.all((only ?? ['.']).map((path) => filesBelow(from, posix.normalize(path))));
  return found.flat();
}

async function filesBelow(root: string, path: string): Promise<readonly NodeFile[]> {
  const place = join(root, path);
  const about = await stat(place);
  if (!about.isDirectory()) return [{ path, bytes: await readFile(place), executable: (about.mode & 0o100) !== 0 }];
  const names = (await readdir(place)).filter((name) => !LEFT_OUT.some((glob) => matchesGlob(name, glob)));
  const below = await Promise.all(names.toSorted().map((name) => filesBelow(root, posix.join(path, name))));
  return below.flat();
}

function fromHome(path: string): string {
  return path.startsWith('~/') ? `/root/${path.slice(2)}` : path;
}
