import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CourseIssue } from '../../contract/index.ts';
import { type CourseTexts, MANIFEST } from './compile.ts';
import { reportOn } from './rules.ts';

/** A step is text; what is larger is something else by mistake. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 500;
const MAX_DEPTH = 4;

/** Reads the texts of a course's folder; what cannot be read becomes an issue. */
export async function readCourseFolder(folder: string): Promise<CourseTexts> {
  const texts = new Map<string, string>();
  const unread: CourseIssue[] = [];
  for (const path of await textFiles(folder, '', 0)) {
    try {
      texts.set(path, await readText(join(folder, path)));
    } catch (error) {
      reportOn(path, unread)('not-readable', undefined, `The file cannot be read: ${(error as Error).message}`);
    }
  }
  const path = resolve(folder);
  return { folder: basename(path), path, exists: (below) => existsSync(join(path, below)), texts, unread };
}

async function textFiles(folder: string, below: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules';
    if (entry.isDirectory() && !isHidden && depth < MAX_DEPTH)
      found.push(...(await textFiles(folder, path, depth + 1)));
    else if (path === MANIFEST || (entry.name.endsWith('.md') && !isHidden)) found.push(path);
    if (found.length >= MAX_FILES) break;
  }
  return found.slice(0, MAX_FILES);
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, a text has at most ${MAX_BYTES}`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return decoder.decode(await readFile(path)).replace(/\r\n?/g, '\n');
}
