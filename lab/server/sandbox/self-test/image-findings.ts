import type { ListedImage, PreparedImages } from '../../images/index.ts';
import { type Finding, ok, warn } from './finding.ts';

/** What is known of the images; undefined while they were not prepared. `others` are those that no course needs. */
export function imageFindings(images: PreparedImages | undefined, others: readonly ListedImage[] = []): Finding[] {
  return [...courseFindings(images), ...otherFindings(images, others)];
}

function courseFindings(images: PreparedImages | undefined): Finding[] {
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

/** Nothing to mend here: what is no part of a course only has to be shown as what it is. */
function otherFindings(images: PreparedImages | undefined, others: readonly ListedImage[]): Finding[] {
  const told = images?.standIns.map(({ image }) => image) ?? [];
  return others.flatMap(({ image, present }) => [
    ...(present?.standsIn && !told.includes(image)
      ? [ok(`stand-in:${image}`, `${image} is a stand-in: ${present.standsIn}.`)]
      : []),
    ...(present?.carries ? [ok(`carries:${image}`, `${image} carries ${present.carries}.`)] : []),
  ]);
}
