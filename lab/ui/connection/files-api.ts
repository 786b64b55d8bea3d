import type { FileAnswer, FolderAnswer, GivenAnswer, LookAnswer, SavedAnswer } from '../../contract/index.ts';
import { ask } from './ask.ts';

const address = (node: string, what: string, path?: string) =>
  `/api/nodes/${encodeURIComponent(node)}/${what}${path === undefined ? '' : `?path=${encodeURIComponent(path)}`}`;

/** What lies in a folder of a node. */
export const getFolder = (node: string, path: string) => ask<FolderAnswer>('GET', address(node, 'folder', path));

/** A file of a node: its text, or why it is none for an editor. */
export const getFile = (node: string, path: string) => ask<FileAnswer>('GET', address(node, 'file', path));

/** The text that the course gives for a file. */
export const getGiven = (node: string, path: string) => ask<GivenAnswer>('GET', address(node, 'given', path));

/**
 * Writes a file. With a version only if it still has it, with `new` only if there is none: LabError fileChanged when not.
 */
export function saveFile(
  node: string,
  path: string,
  bytes: Blob | string,
  version?: string | 'new',
): Promise<SavedAnswer> {
  const condition = version === 'new' ? { 'if-none-match': '*' } : { 'if-match': `"${version}"` };
  const headers = version === undefined ? {} : condition;
  return ask<SavedAnswer>('PUT', address(node, 'file', path), { bytes, headers });
}

export const makeFolder = (node: string, path: string) => ask<void>('POST', address(node, 'folder', path));

/** Renames or moves a file or folder; LabError pathTaken when something is there. */
export const movePath = (node: string, from: string, to: string) =>
  ask<void>('POST', address(node, 'move'), { body: { from, to } });

export const removePath = (node: string, path: string) => ask<void>('DELETE', address(node, 'file', path));

/** For each path a word that changes when the file or the list of the folder does. */
export const lookAt = (node: string, paths: readonly string[]) =>
  ask<LookAnswer>('POST', address(node, 'look'), { body: { paths } });

/** Where a browser downloads a file, or a folder as an archive. */
export const downloadAddress = (node: string, path: string) => address(node, 'download', path);
