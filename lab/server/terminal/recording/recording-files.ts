import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { LabError, type RecordingView } from '../../../contract/index.ts';
import { lastSeconds } from './cast.ts';

/** The end of a file that is read for its length: more than the longest line, all of whose characters may be escaped. */
const END_BYTES = 64 * 1024;
/** node, shell, when. Nodes have hyphens in their names, shells have none. */
const NAME = /^(?<node>[a-z0-9][a-z0-9-]*)-(?<shell>[a-z0-9]+)-(?<time>\d{8}t\d{9})$/;
const EXTENSION = '.cast';

/** The recordings of one seat on the disk. Names from outside are only ever compared with what is there. */
export class RecordingFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of a recording that begins now; also a safe one where a node has an odd name. */
  pathFor(node: string, shell: string, startedAt: number): string {
    const time = new Date(startedAt)
      .toISOString()
      .toLowerCase()
      .replaceAll(/[^0-9t]/g, '');
    const plain =
      node
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]/g, '-')
        .replace(/^-+/, '') || 'node';
    return join(this.#folder, `${plain.slice(0, 60)}-${shell}-${time}${EXTENSION}`);
  }

  /** The newest first. */
  async list(): Promise<readonly RecordingView[]> {
    const views = await Promise.all((await this.#names()).map((name) => this.#view(name)));
    return views.filter((view) => view !== undefined).toSorted((a, b) => b.startedAt - a.startedAt);
  }

  /** The whole lines of a recording. Throws LabError notFound. */
  async read(id: string): Promise<Readable> {
    const handle = await this.#open(await this.#known(id));
    try {
      const { bytes } = await lookAtEnd(handle);
      if (bytes > 0) return handle.createReadStream({ start: 0, end: bytes - 1 });
      await handle.close();
      return Readable.from([]);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Throws LabError notFound. */
  async remove(id: string): Promise<void> {
    await rm(join(this.#folder, (await this.#known(id)) + EXTENSION));
  }

  async removeAll(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #names(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.#folder, { withFileTypes: true });
      const names = entries.flatMap((one) => (one.isFile() && one.name.endsWith(EXTENSION) ? [one.name] : []));
      return names.map((name) => name.slice(0, -EXTENSION.length)).filter((name) => NAME.test(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #known(id: string): Promise<string> {
    const known = (await this.#names()).find((name) => name === id);
    if (known !== undefined && isOurs(await lstat(join(this.#folder, known + EXTENSION)))) return known;
    throw new LabError('notFound', 'There is no such recording. It may have been deleted on another page.');
  }

  async #open(name: string): Promise<FileHandle> {
    const handle = await open(join(this.#folder, name + EXTENSION), constants.O_RDONLY | constants.O_NOFOLLOW);
    if (isOurs(await handle.stat())) return handle;
    await handle.close();
    throw new LabError('notFound', 'There is no such recording.');
  }

  async #view(name: string): Promise<RecordingView | undefined> {
    const parts = NAME.exec(name)?.groups;
    const handle = await this.#open(name).catch(() => undefined);
    if (!parts || !handle) return undefined;
    try {
      const { bytes, text } = await lookAtEnd(handle);
      const { node = '', shell = '', time = '' } = parts;
      return { id: name, node, shell, startedAt: readTime(time), seconds: lastSeconds(text) ?? 0, bytes };
    } finally {
      await handle.close();
    }
  }
}

/** A plain file of the lab's own: nothing that a link or another user put there. */
function isOurs(stats: Stats): boolean {
  const uid = process.getuid?.();
  return stats.isFile() && (uid === undefined || stats.uid === uid) && stats.nlink === 1;
}

/** How many bytes of whole lines a file has, and its last lines; the rest of a line that a killed server left is no part of it. */
async function lookAtEnd(handle: FileHandle): Promise<{ bytes: number; text: string }> {
  const { size } = await handle.stat();
  const from = Math.max(0, size - END_BYTES);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, END_BYTES)), 0, undefined, from);
  const whole = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  return { bytes: from + whole, text: buffer.toString('utf8', 0, whole) };
}

/** 20261121t215000123 */
function readTime(time: string): number {
  const [, year, month, day, hour, minute, second, ms] =
    /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(time) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
}
