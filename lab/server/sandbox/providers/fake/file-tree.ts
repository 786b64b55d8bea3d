/** The files of one node, in memory. */
export interface FileTree {
  read(path: string): Uint8Array | undefined;
  /** Writes a file, making its folder. */
  write(path: string, bytes: Uint8Array): void;
  isFolder(path: string): boolean;
  makeFolder(path: string): void;
  /** Names in a folder, in order. */
  list(path: string): string[];
  /** Removes a file, or a folder with all in it; false when there is neither. */
  remove(path: string): boolean;
}

export const HOME = '/root';

/** An absolute path without dots; `~` is the home of root. */
export function resolvePath(cwd: string, path: string): string {
  const full =
    path === '~' || path.startsWith('~/') ? HOME + path.slice(1) : path.startsWith('/') ? path : `${cwd}/${path}`;
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const folderOf = (path: string) => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/** A tree with the few files that a learner may look at. */
export function createFileTree(node: { name: string; hosts: readonly { name: string; address: string }[] }): FileTree {
  const files = new Map<string, Uint8Array>();
  const folders = new Set(['/', HOME, '/tmp', '/etc', '/run', '/run/lab', '/var', '/home', '/bin', '/usr']);
  const makeFolder = (path: string) => {
    for (let at = path; at !== '/'; at = folderOf(at)) folders.add(at);
  };
  const tree: FileTree = {
    read: (path) => files.get(path),
    write(path, bytes) {
      makeFolder(folderOf(path));
      files.set(path, bytes);
    },
    isFolder: (path) => folders.has(path),
    makeFolder,
    list(path) {
      const prefix = path === '/' ? '/' : `${path}/`;
      const inside = [...files.keys(), ...folders].filter((p) => p.startsWith(prefix) && p !== path);
      return [...new Set(inside.map((p) => p.slice(prefix.length).split('/')[0] ?? ''))].filter(Boolean).sort();
    },
    remove(path) {
      const gone = [...files.keys(), ...folders].filter((p) => p === path || p.startsWith(`${path}/`));
      for (const p of gone) {
        files.delete(p);
        folders.delete(p);
      }
      return gone.length > 0;
    },
  };
  const lines = node.hosts.map((host) => `${host.address}\t${host.name}`);
  tree.write('/etc/hostname', new TextEncoder().encode(`${node.name}\n`));
  tree.write('/etc/hosts', new TextEncoder().encode(`127.0.0.1\tlocalhost\n${lines.join('\n')}\n`));
  return tree;
}
