import type { PreparedImages } from '../../images/index.ts';
import { type Finding, ok, warn } from './finding.ts';

/** What is known of the images; undefined while they were not prepared. */
export function imageFindings(images: PreparedImages | undefined): Finding[] {
  if (!images) {
    return [warn('images', 'The images of the nodes are not made yet.', 'npm start makes them, once.')];
  }
  return [
    ok('images', `The node image ${images.nodeImage} is there.`),
    images.online
      ? ok('registry', 'Docker reaches its image registry.')
      : warn(
          'registry',
          'Docker does not reach its image registry: nodes have the prepared images and no others.',
          'Courses work all the same. For more images connect the machine, or set a mirror in Docker’s daemon.json.',
        ),
    ...images.standIns.map(({ image, because }) =>
      warn(
        `stand-in:${image}`,
        `${image} is a stand-in: ${because}.`,
        'It is replaced by itself once the registry is reached.',
      ),
    ),
  ];
}
