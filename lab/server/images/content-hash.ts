import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A short name for what files hold: changes with any name or byte, not with times or owners. */
export async function contentHash(folder: string, names?: readonly string[]): Promise<string> {
  const files = names ?? (await filesBelow(folder));
  const bytes = await Promise.all(files.map((name) => readFile(join(folder, name))));
  const hash = createHash('sha256');
  for (const [index, name] of files.entries()) {
    const content = bytes[index] ?? Buffer.alloc(0);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return shortHash(hash.digest('hex'));
}

/** A short name for a list of words. */
export function wordsHash(words: readonly string[]): string {
  return shortHash(createHash('sha256').update(words.join('\0')).digest('hex'));
}

const shortHash = (hex: string): string => hex.slice(0, 12);

/** The files an image is made of; notes and tests beside them change nothing in it. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(md|test\.ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
