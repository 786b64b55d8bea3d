/** An image reference as people mean it: without digest and without Docker Hub's long form. */
function plain(reference: string): { name: string; tag?: string } {
  const text = reference
    .replace(/@.*/, '')
    .replace(/^(docker\.io|index\.docker\.io)\//, '')
    .replace(/^library\//, '');
  const colon = text.lastIndexOf(':');
  // A colon before a slash belongs to a registry's port.
  if (colon < 0 || text.includes('/', colon)) return { name: text };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** Whether a spec's image is the wanted one: a repository alone fits any tag. */
export function isSameImage(found: string, wanted: string): boolean {
  const has = plain(found);
  const wants = plain(wanted);
  return has.name === wants.name && (wants.tag === undefined || (has.tag ?? 'latest') === wants.tag);
}
