import type { Readable } from 'node:stream';
import {
  type FileAnswer,
  type FolderAnswer,
  type FolderEntryView,
  type GivenAnswer,
  LabError,
  type LookAnswer,
  MAX_EDITED_BYTES,
  MAX_FOLDER_ENTRIES,
  MAX_UPLOAD_BYTES,
  type SavedAnswer,
} from '../../contract/index.ts';
import { fileVersion, type SandboxNode } from '../sandbox/index.ts';

/** Reading and writing may take so long: a node can be busy with a build. */
const LIMIT_MS = 30_000;
/** Where a slip would take more than a folder. */
const KEPT = new Set([
  '/',
  '~',
  '/root',
  '/etc',
  '/usr',
  '/var',
  '/run',
  '/home',
  '/bin',
  '/sbin',
  '/lib',
  '/proc',
  '/sys',
  '/dev',
]);

export interface SeatFilesOptions {
  /** The node of that name; LabError when there is none, or no cluster. */
  readonly node: (name: string) => SandboxNode;
  readonly given: (node: string, path: string) => Promise<string | undefined>;
  /** Ends what goes on when the seat ends. */
  readonly signal: AbortSignal;
}

/** The files of a seat's nodes, for a person who looks and edits; paths have been checked (contract/files.ts). */
export class SeatFiles {
  readonly #o: SeatFilesOptions;

  constructor(options: SeatFilesOptions) {
    this.#o = options;
  }

  async folder(node: string, path: string): Promise<FolderAnswer> {
    const folder = await this.#files(node).list(path, MAX_FOLDER_ENTRIES, this.#limit());
    if (!folder) throw gone(node, path);
    return { path, entries: folder.entries.toSorted(foldersFirst), isCut: folder.isCut };
  }

  async file(node: string, path: string): Promise<FileAnswer> {
    const bytes = await this.#read(node, path);
    if (bytes === 'large') return { kind: 'large', path };
    const text = textOf(bytes);
    return text === undefined ? { kind: 'binary', path } : { kind: 'text', path, text, version: fileVersion(bytes) };
  }

  /** Writes a file if it still has the version; without one, whatever is there. */
  async save(node: string, path: string, bytes: Uint8Array, version?: string): Promise<SavedAnswer> {
    if (bytes.length > MAX_UPLOAD_BYTES)
      throw new LabError('tooLarge', `${path} is larger than ${sizeWords(MAX_UPLOAD_BYTES)}.`);
    if (!(await this.#files(node).save(path, bytes, version, this.#limit()))) {
      throw new LabError(
        'fileChanged',
        `${path} on ${node} is not what it was when it was read. Nothing was written, and your text is still in the editor.`,
      );
    }
    return { path, version: fileVersion(bytes) };
  }

  async given(node: string, path: string): Promise<GivenAnswer> {
    this.#o.node(node);
    return { text: (await this.#o.given(node, path)) ?? null };
  }

  async look(node: string, paths: readonly string[]): Promise<LookAnswer> {
    const marks = await this.#files(node).marks(paths, this.#limit());
    return { marks: marks.map((mark) => mark ?? null) };
  }

  makeFolder(node: string, path: string): Promise<void> {
    return this.#files(node).makeFolder(path, this.#limit());
  }

  async move(node: string, from: string, to: string): Promise<void> {
    mayGo(from);
    if (`${to}/`.startsWith(`${from}/`)) throw new LabError('badRequest', `${from} cannot be moved into itself.`);
    await this.#files(node).move(from, to, this.#limit());
  }

  async remove(node: string, path: string): Promise<void> {
    mayGo(path);
    await this.#files(node).remove(path, this.#limit());
  }

  /** A file's bytes, or a folder as a tar archive, for as long as the reader takes. */
  async download(node: string, path: string): Promise<{ readonly name: string; readonly bytes: Readable }> {
    if (path === '/') throw new LabError('badRequest', 'A whole node cannot be downloaded. Choose a folder.');
    const found = await this.#files(node).download(path, this.#o.signal);
    if (!found) throw gone(node, path);
    const name = path === '~' ? 'root' : (path.split('/').findLast(Boolean) ?? 'file');
    return { name: found.type === 'folder' ? `${name}.tar` : name, bytes: found.bytes };
  }

  async #read(node: string, path: string): Promise<Uint8Array | 'large'> {
    try {
      const bytes = await this.#o.node(node).readFile(path, MAX_EDITED_BYTES, this.#limit());
      if (!bytes) throw gone(node, path);
      return bytes;
    } catch (error) {
      if (error instanceof LabError && error.code === 'tooLarge') return 'large';
      throw error;
    }
  }

  #files(node: string) {
    return this.#o.node(node).files;
  }

  #limit(): AbortSignal {
    return AbortSignal.any([this.#o.signal, AbortSignal.timeout(LIMIT_MS)]);
  }
}

/** The text of a file as it is written, marks of byte order too; undefined when it is none. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const byName = new Intl.Collator('en', { numeric: true }).compare;

function foldersFirst(a: FolderEntryView, b: FolderEntryView): number {
  return Number(b.type === 'folder') - Number(a.type === 'folder') || byName(a.name, b.name);
}

function mayGo(path: string): void {
  if (KEPT.has(path.replace(/\/+$/, '') || '/')) {
    throw new LabError('badRequest', `${path} is kept: the node could not go on without it.`);
  }
}

function gone(node: string, path: string): LabError {
  return new LabError('notFound', `There is no ${path} on ${node}.`);
}

function sizeWords(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
