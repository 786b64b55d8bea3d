/** A path as the tree has it: home is `~`, with no slash at the end. */
export function tidyPath(path: string): string {
  const short = path === '/root' || path.startsWith('/root/') ? `~${path.slice('/root'.length)}` : path;
  return short.length > 1 ? short.replace(/\/+$/, '').replaceAll(/\/{2,}/g, '/') : short;
}

export function joinPath(folder: string, name: string): string {
  return tidyPath(folder === '/' ? `/${name}` : `${folder}/${name}`);
}

/** The folder that something lies in; of the top it is itself. */
export function folderOf(path: string): string {
  if (path === '~') return '/';
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

/** The folders from the top of a tree down to what a path is in, top first. */
export function foldersTo(path: string): readonly string[] {
  const top = path.startsWith('~') ? '~' : '/';
  const folders: string[] = [];
  for (let at = folderOf(path); ; at = folderOf(at)) {
    folders.unshift(at);
    if (at === top || at === '/') return folders;
  }
}

/** Why a text cannot be the name of a file; empty when it can. Slashes make folders on the way. */
export function whyNoName(name: string): string {
  const parts = name.split('/');
  if (name.trim() === '') return 'Type a name.';
  if (name.includes('\0')) return 'A name has no zero byte.';
  if (parts.some((part) => part === '..' || part === '.')) return 'A name is not . or ..';
  if (parts.some((part) => part === '')) return 'There is a slash too many.';
  if (parts.some((part) => new TextEncoder().encode(part).length > 255)) return 'A name has at most 255 bytes.';
  return '';
}

/** "812 bytes", "3.4 kB", "12 MB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
