/** What a learner has to know of images that the lab built itself; empty when there are none. */
export function standInWords(images: readonly string[]): string {
  if (images.length === 0) return '';
  const last = images.at(-1);
  const names = images.length === 1 ? last : `${images.slice(0, -1).join(', ')} and ${last}`;
  const built = images.length === 1 ? 'one of the same name' : 'images of the same names';
  return `No registry could be reached for ${names}, so the lab built ${built} from the distribution's packages. The steps work the same.`;
}
