import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import type { CourseIssue, CoursePicture } from '../../../contract/index.ts';
import { type Report, reportOn } from '../rules.ts';
import { safeSvg } from './safe-svg.ts';

/** Where the pictures of a course are. */
export const PICTURE_FOLDER = 'pictures';
/** A drawing stands in the text of the step; a photo is loaded by itself. */
const MAX_SVG_BYTES = 100 * 1024;
const MAX_PHOTO_BYTES = 1024 * 1024;
const PHOTO_TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

/** Names of files that can be pictures, and of nothing else. */
export const PICTURE_NAME = /\.(svg|png|jpe?g|webp)$/i;

/** A picture as steps show it: drawn into the page, or loaded by its own address. */
export type Picture =
  | { readonly kind: 'drawing'; readonly svg: string }
  | { readonly kind: 'photo'; readonly file: CoursePicture; readonly width: number; readonly height: number };

/** The pictures of a course by their paths; what does not fit is reported and left out. */
export function readPictures(
  files: ReadonlyMap<string, Uint8Array>,
  issues: CourseIssue[],
): ReadonlyMap<string, Picture> {
  const pictures = new Map<string, Picture>();
  for (const [path, bytes] of files) {
    const report = reportOn(path, issues);
    const picture = path.toLowerCase().endsWith('.svg') ? drawing(path, bytes, report) : photo(bytes, report);
    if (picture) pictures.set(path, picture);
  }
  return pictures;
}

/** The pictures that have an address of their own. */
export function photosOf(pictures: ReadonlyMap<string, Picture>): ReadonlyMap<string, CoursePicture> {
  return new Map([...pictures].flatMap(([path, p]) => (p.kind === 'photo' ? [[path, p.file] as const] : [])));
}

function drawing(path: string, bytes: Uint8Array, report: Report): Picture | undefined {
  if (!fits(bytes, MAX_SVG_BYTES, report)) return undefined;
  const { svg, findings } = safeSvg(Buffer.from(bytes).toString('utf8'), prefixOf(path));
  for (const { code, line, message } of findings) report(code, line, message);
  return svg === '' ? undefined : { kind: 'drawing', svg };
}

function photo(bytes: Uint8Array, report: Report): Picture | undefined {
  if (!fits(bytes, MAX_PHOTO_BYTES, report)) return undefined;
  const { type, width, height } = sizeOf(bytes);
  const mime = PHOTO_TYPES[type ?? ''];
  if (mime === undefined) {
    report('picture-form', undefined, 'The file is no PNG, JPEG or WebP, whatever its name says');
    return undefined;
  }
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { kind: 'photo', file: { type: mime, bytes, version }, width, height };
}

function sizeOf(bytes: Uint8Array): { type?: string; width: number; height: number } {
  try {
    return imageSize(bytes);
  } catch {
    // The library throws for what it does not know, which is an answer here.
    return { width: 0, height: 0 };
  }
}

function fits(bytes: Uint8Array, max: number, report: Report): boolean {
  const isSmall = bytes.length <= max;
  if (!isSmall) report('picture-form', undefined, `The picture has ${bytes.length} bytes. It may have at most ${max}`);
  return isSmall;
}

/** Names in a drawing begin with that of its file, so that no two drawings on a page share one. */
function prefixOf(path: string): string {
  return path.replace(/\.svg$/i, '').replace(/[^a-z0-9]+/gi, '-');
}
