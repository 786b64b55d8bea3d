import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CourseIssue } from '../../contract/index.ts';
import { type CourseTexts, MANIFEST } from './compile.ts';
import { PICTURE_FOLDER, PICTURE_NAME } from './pictures/index.ts';
import { reportOn } from './rules.ts';

/** A step is text; what is larger is something else by mistake. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 500;
const MAX_DEPTH = 4;
/** Larger files are not even read; what a picture may have is said where pictures are. */
const MAX_PICTURE_BYTES = 8 * MAX_BYTES;

/** Reads the texts of a course's folder; what cannot be read becomes an issue. */
export async function readCourseFolder(folder: string): Promise<CourseTexts> {
  const texts = new Map<string, string>();
  const unread: CourseIssue[] = [];
  const pictures = new Map<string, Uint8Array>();
  for (const path of await courseFiles(folder, '', 0)) {
    try {
      if (isPicture(path)) pictures.set(path, await readBytes(join(folder, path), MAX_PICTURE_BYTES));
      else texts.set(path, await readText(join(folder, path)));
    } catch (error) {
      reportOn(path, unread)('not-readable', undefined, `The file cannot be read: ${(error as Error).message}`);
    }
  }
  const path = resolve(folder);
  const exists = (below: string): boolean => existsSync(join(path, below));
  return { folder: basename(path), path, exists, texts, pictures, unread };
}

async function courseFiles(folder: string, below: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules';
    if (entry.isDirectory() && !isHidden && depth < MAX_DEPTH)
      found.push(...(await courseFiles(folder, path, depth + 1)));
    else if (path === MANIFEST || (!isHidden && (entry.name.endsWith('.md') || isPicture(path)))) found.push(path);
    if (found.length >= MAX_FILES) break;
  }
  return found.slice(0, MAX_FILES);
}

function isPicture(path: string): boolean {
  return path.startsWith(`${PICTURE_FOLDER}/`) && PICTURE_NAME.test(path);
}

async function readText(path: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return decoder.decode(await readBytes(path, MAX_BYTES)).replace(/\r\n?/g, '\n');
}

async function readBytes(path: string, max: number): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > max) throw new Error(`it has ${size} bytes, at most ${max} are read`);
  return readFile(path);
}
