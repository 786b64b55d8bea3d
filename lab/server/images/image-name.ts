/** A name's repository and tag; a registry's port is not a tag. */
export function splitName(name: string): { repo: string; tag: string } {
  const colon = name.lastIndexOf(':');
  if (colon <= name.lastIndexOf('/')) return { repo: name, tag: 'latest' };
  return { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
}
