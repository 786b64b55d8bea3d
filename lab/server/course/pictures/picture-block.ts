import type { Token } from 'markdown-it';
import { LIVE_PICTURES, type LivePictureName, type StepBlock } from '../../../contract/index.ts';
import type { RuleCode } from '../rules.ts';
import { PICTURE_FOLDER, type Picture } from './read-pictures.ts';

/** The pictures of a course. */
export interface CoursePictures {
  /** The id of the course: photos are loaded below its address. */
  readonly course: string;
  readonly found: ReadonlyMap<string, Picture>;
}

interface PictureContext extends CoursePictures {
  readonly report: (code: RuleCode, message: string) => void;
}

type PictureBlock = Extract<StepBlock, { type: 'html' | 'live' }>;

/** The picture that a paragraph consists of, if it does; `inside` are the pieces between its ends. */
export function pictureIn([inline]: readonly Token[]): Token | undefined {
  const [only, ...more] = inline?.type === 'inline' ? (inline.children ?? []) : [];
  return only?.type === 'image' && more.length === 0 ? only : undefined;
}

/** A picture as a block of the step; undefined when it does not fit, which is reported. */
export function pictureBlock(image: Token, context: PictureContext): PictureBlock | undefined {
  const { report } = context;
  const address = String(image.attrGet('src') ?? '');
  const caption = String(image.attrGet('title') ?? '');
  const alt = image.content.trim();
  if (alt === '') {
    report(
      'picture-alt',
      `Say in words what ${address} shows, for those who do not see it: ![One leader and two followers](${address})`,
    );
    return undefined;
  }
  if (address.startsWith('live:')) return liveBlock(address.slice('live:'.length), { alt, caption }, context);
  const path = decoded(address).replace(/^\.\//, '');
  const picture = context.found.get(path);
  if (picture) return { type: 'html', html: figure(picture, { path, alt, caption }, context.course) };
  const isInside = path.startsWith(`${PICTURE_FOLDER}/`) && !path.split('/').includes('..');
  const known = [...context.found.keys()].join(', ') || 'none';
  report(
    'picture-missing',
    isInside
      ? `There is no picture ${path}, or it does not fit. The course has ${known}`
      : `${address} is no picture of the course. Put it into the folder ${PICTURE_FOLDER} and write ${PICTURE_FOLDER}/name.svg`,
  );
  return undefined;
}

interface Words {
  readonly alt: string;
  readonly caption: string;
}

function liveBlock(name: string, words: Words, { report }: PictureContext): PictureBlock | undefined {
  if (isLive(name)) return { type: 'live', picture: name, ...words };
  report('picture-live', `There is no live picture "${name}". There are ${Object.keys(LIVE_PICTURES).join(', ')}`);
  return undefined;
}

function isLive(name: string): name is LivePictureName {
  return Object.hasOwn(LIVE_PICTURES, name);
}

function figure(picture: Picture, { path, alt, caption }: Words & { path: string }, course: string): string {
  const shown = picture.kind === 'drawing' ? withName(picture.svg, alt) : photo(picture, { path, alt, course });
  const below = caption === '' ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure class="picture">${shown}${below}</figure>`;
}

/** Markdown writes the space of a file's name as %20. */
function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** A drawing is one thing to a screen reader: its words are the alt text. */
function withName(svg: string, alt: string): string {
  return svg.replace('<svg', () => `<svg role="img" aria-label="${escapeHtml(alt)}"`);
}

function photo(
  { file, width, height }: Extract<Picture, { kind: 'photo' }>,
  { path, alt, course }: { path: string; alt: string; course: string },
): string {
  const below = path.split('/').map(encodeURIComponent).join('/');
  const address = `/api/courses/${encodeURIComponent(course)}/${below}?v=${file.version}`;
  return `<img src="${address}" alt="${escapeHtml(alt)}" width="${width}" height="${height}" loading="lazy">`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
