/** A path on a node with `~`, the home of root, written out. */
export function fromHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? `/root${path.slice(1)}` : path;
}
