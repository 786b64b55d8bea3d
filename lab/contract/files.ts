import { z } from 'zod';

/** The largest file that the editor opens, in bytes. */
export const MAX_EDITED_BYTES = 1024 * 1024;
/** The largest file that can be brought to a node, in bytes. */
export const MAX_UPLOAD_BYTES = 32_000_000;
/** So many entries of a folder are shown. */
export const MAX_FOLDER_ENTRIES = 1000;
/** So many paths a page may ask about at once. */
export const MAX_LOOKS = 100;

/** A path on a node: absolute, or from `~`, the home of root. */
export const nodePath = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^(?:\/|~$|~\/)/, 'A path is absolute, or begins with ~/.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what no path can have
  .regex(/^[^\u0000]*$/, 'A path has no zero byte.')
  .refine((path) => !path.split('/').includes('..'), 'A path has no .. in it.');

/** What a request about one path names (GET and PUT /api/nodes/:node/…?path=). */
export const pathQuery = z.object({ path: nodePath });
/** POST /api/nodes/:node/move */
export const moveRequest = z.strictObject({ from: nodePath, to: nodePath });
/** POST /api/nodes/:node/look: what a page shows, to hear whether it is still so. */
export const lookRequest = z.strictObject({ paths: z.array(nodePath).max(MAX_LOOKS) });

/** GET /api/nodes/:node/folder?path= */
export interface FolderAnswer {
  readonly path: string;
  readonly entries: readonly FolderEntryView[];
  /** Whether there are more than are shown. */
  readonly isCut: boolean;
}
export interface FolderEntryView {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
  readonly size?: number;
}

/** GET /api/nodes/:node/file?path= */
export type FileAnswer =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly text: string;
      /** Said again when it is saved: somebody else may have changed the file meanwhile. */
      readonly version: string;
    }
  /** A file that is not for an editor; it can be downloaded. */
  | { readonly kind: 'binary' | 'large'; readonly path: string };

/** PUT /api/nodes/:node/file?path=: the bytes, with If-Match: "version", If-None-Match: * for a new file, or neither. */
export interface SavedAnswer {
  readonly path: string;
  readonly version: string;
}

/** GET /api/nodes/:node/given?path=: the text of the course; null where the course gives none for this path. */
export interface GivenAnswer {
  readonly text: string | null;
}

/** Answer of POST …/look: for each path a word that changes with it; null where nothing is. */
export interface LookAnswer {
  readonly marks: readonly (string | null)[];
}
