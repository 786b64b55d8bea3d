import { readdir, readFile, stat } from 'node:fs/promises';
import { join, matchesGlob, posix } from 'node:path';
import type { Course, CourseFiles } from '../../contract/index.ts';
import { fromHome, type NodeFile, type Sandbox } from '../sandbox/index.ts';

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
    const below = wanted.slice(folder.length);
    if ((await sourcePaths(entry)).includes(below)) return readFile(join(entry.from, below));
  }
  return undefined;
}

async function sourceFiles(entry: CourseFiles): Promise<readonly NodeFile[]> {
  const read = async (path: string): Promise<NodeFile> => {
    const place = join(entry.from, path);
    const [bytes, { mode }] = await Promise.all([readFile(place), stat(place)]);
    return { path, bytes, executable: (mode & 0o100) !== 0 };
  };
  return Promise.all((await sourcePaths(entry)).map(read));
}

/** The paths of the files, from the folder they are taken from. */
async function sourcePaths({ from, only }: CourseFiles): Promise<readonly string[]> {
  const found = await Promise.all((only ?? ['.']).map((path) => pathsBelow(from, posix.normalize(path))));
  return found.flat();
}

async function pathsBelow(root: string, path: string): Promise<readonly string[]> {
  const place = join(root, path);
  if (!(await stat(place)).isDirectory()) return [path];
  const names = (await readdir(place)).filter((name) => !LEFT_OUT.some((glob) => matchesGlob(name, glob)));
  const below = await Promise.all(names.toSorted().map((name) => pathsBelow(root, posix.join(path, name))));
  return below.flat();
}
