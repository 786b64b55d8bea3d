import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { LabError } from '../../../../contract/index.ts';
import { type FolderEntry, fileVersion, NO_FILE_YET, type NodeFiles } from '../../node-files.ts';
import { type FileTree, HOME, resolvePath } from './file-tree.ts';

/** The files of a simulated machine; `mustBeOn` throws while it is off. */
export function browseFiles(tree: FileTree, mustBeOn: (signal: AbortSignal) => void): NodeFiles {
  const there = (path: string) => tree.isFolder(path) || tree.read(path) !== undefined;
  /** Runs on a machine that is on, with absolute paths. */
  async function on<T>(signal: AbortSignal, paths: readonly string[], act: (...paths: string[]) => T): Promise<T> {
    mustBeOn(signal);
    return act(...paths.map((path) => resolvePath(HOME, path)));
  }
  const entry = (folder: string, name: string): FolderEntry => {
    const bytes = tree.read(resolvePath(folder, name));
    return { name, isLink: false, ...(bytes ? { type: 'file', size: bytes.length } : { type: 'folder' }) };
  };
  const mustBeFree = (path: string): void => {
    if (there(path)) throw new LabError('pathTaken', `There is a ${path} already. Choose another name.`);
  };
  const mustBeThere = (path: string): void => {
    if (!there(path)) throw new LabError('notFound', `There is no ${path} any more.`);
  };

  return {
    list: (folder, limit, signal) =>
      on(signal, [folder], (path = '/') => {
        if (!there(path)) return undefined;
        if (!tree.isFolder(path)) throw new LabError('badRequest', `${path} is no folder.`);
        const names = tree.list(path);
        return { entries: names.slice(0, limit).map((name) => entry(path, name)), isCut: names.length > limit };
      }),
    marks: (paths, signal) =>
      on(signal, paths, (...all) =>
        all.map((path) => {
          const bytes = tree.read(path);
          if (bytes) return fileVersion(bytes);
          return tree.isFolder(path) ? `folder ${tree.list(path).join('/')}` : undefined;
        }),
      ),
    save: (path, bytes, version, signal) =>
      on(signal, [path], (file = '/') => {
        if (tree.isFolder(file)) throw new LabError('badRequest', `${path} is a folder.`);
        const now = tree.read(file);
        const has = now ? fileVersion(now) : NO_FILE_YET;
        if (version !== undefined && version !== has) return false;
        tree.write(file, bytes.slice());
        return true;
      }),
    makeFolder: (path, signal) =>
      on(signal, [path], (folder = '/') => {
        mustBeFree(folder);
        tree.makeFolder(folder);
      }),
    move: (from, to, signal) =>
      on(signal, [from, to], (old = '/', place = '/') => {
        mustBeThere(old);
        mustBeFree(place);
        for (const { path, bytes } of filesOf(tree, old)) tree.write(`${place}${path}`, bytes);
        for (const path of foldersOf(tree, old)) tree.makeFolder(`${place}${path}`);
        tree.remove(old);
      }),
    remove: (path, signal) =>
      on(signal, [path], (place = '/') => {
        mustBeThere(place);
        tree.remove(place);
      }),
    download: (path, signal) =>
      on(signal, [path], (place = '/') => {
        const bytes = tree.read(place);
        if (bytes) return { type: 'file', bytes: Readable.from([Buffer.from(bytes)]) };
        if (!tree.isFolder(place)) return undefined;
        const archive = pack();
        const name = place.slice(place.lastIndexOf('/') + 1);
        for (const file of filesOf(tree, place))
          archive.entry({ name: `${name}${file.path}` }, Buffer.from(file.bytes));
        archive.finalize();
        return { type: 'folder', bytes: Readable.from(archive) };
      }),
  };
}

/** A file, or all files below a folder, by their paths from there. */
function filesOf(tree: FileTree, place: string): { path: string; bytes: Uint8Array }[] {
  const bytes = tree.read(place);
  if (bytes) return [{ path: '', bytes }];
  return tree
    .list(place)
    .flatMap((name) =>
      filesOf(tree, resolvePath(place, name)).map((file) => ({ ...file, path: `/${name}${file.path}` })),
    );
}

/** A folder and all folders below it, by their paths from there. */
function foldersOf(tree: FileTree, place: string): string[] {
  if (!tree.isFolder(place)) return [];
  const below = tree
    .list(place)
    .flatMap((name) => foldersOf(tree, resolvePath(place, name)).map((path) => `/${name}${path}`));
  return ['', ...below];
}
