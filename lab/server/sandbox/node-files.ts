import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** What lies in a folder. */
export interface FolderEntry {
  readonly name: string;
  /** Of what a link leads to; `other` is what can be neither read nor entered: sockets, devices, links that lead nowhere. */
  readonly type: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
  /** In bytes; of files only. */
  readonly size?: number;
}

export interface Folder {
  readonly entries: readonly FolderEntry[];
  /** Whether there are more than were asked for. */
  readonly isCut: boolean;
}

/** The bytes of a file, or a folder as a tar archive. Whoever asked destroys the stream. */
export interface Download {
  readonly type: 'file' | 'folder';
  readonly bytes: Readable;
}

/** Said in place of a version: there must be no such file yet. */
export const NO_FILE_YET = 'none';

/**
 * The files of a node as its root sees them. Paths are absolute or begin with `~`, the home of root; names may hold every
 * character but `/` and the zero byte. Everything fails with LabError nodeDown while the node is off.
 */
export interface NodeFiles {
  /** Undefined when there is no such folder; LabError badRequest when it is no folder. */
  list(folder: string, limit: number, signal: AbortSignal): Promise<Folder | undefined>;
  /** For each path a word that is another one after a change of the file, or of the list of a folder; undefined where nothing is. */
  marks(paths: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]>;
  /**
   * Writes a file where it is, so that its mode stays and what has it mounted sees it; makes the folder. With a version only
   * if the file still has it: false, and nothing is written, when not.
   */
  save(path: string, bytes: Uint8Array, version: string | undefined, signal: AbortSignal): Promise<boolean>;
  /** LabError pathTaken when something is there already. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** LabError notFound, or pathTaken when something is at the new place. */
  move(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** A file, a link or a folder with all in it; LabError notFound. */
  remove(path: string, signal: AbortSignal): Promise<void>;
  /** Undefined when nothing is there; LabError badRequest for what is neither file nor folder. */
  download(path: string, signal: AbortSignal): Promise<Download | undefined>;
}

/** The version of a file with these bytes. */
export function fileVersion(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
