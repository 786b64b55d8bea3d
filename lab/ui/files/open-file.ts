import type { Draft, Finding } from '../editor/index.ts';

/** A text as the node had it when it was read. */
export interface Reading {
  readonly text: string;
  readonly version: string;
}

/** A file that is open on the page. */
export interface OpenFile {
  readonly key: string;
  readonly node: string;
  readonly path: string;
  state: 'loading' | 'text' | 'binary' | 'large' | 'missing' | 'problem';
  /** Why it could not be read. */
  problem: string;
  /** What the node has, as far as is known. */
  base: Reading;
  /** The editor's side; absent until the editor is there. */
  draft?: Draft;
  isEdited: boolean;
  isSaving: boolean;
  savedAt?: number;
  /** The file was changed on the node while it has edits here. */
  theirs?: Reading;
  /** The file went away on the node after it was opened. */
  isGone: boolean;
  /** What it is compared with, if with anything. */
  compared?: 'given' | 'theirs';
  findings: readonly Finding[];
  line: number;
  column: number;
  /** Where to go as soon as it is shown. */
  goTo?: number;
}

export const fileKey = (node: string, path: string) => `${node}:${path}`;

/** A file that is about to be read. */
export function newFile(node: string, path: string): OpenFile {
  return {
    key: fileKey(node, path),
    node,
    path,
    state: 'loading',
    problem: '',
    base: { text: '', version: '' },
    isEdited: false,
    isSaving: false,
    isGone: false,
    findings: [],
    line: 1,
    column: 1,
  };
}

/** What the editor has; what was read as long as it has nothing. */
export function textOf(file: OpenFile): string {
  return file.draft?.text ?? file.base.text;
}

/** Takes in what the node has now: shown at once where nothing was edited, else kept beside. */
export function takeReading(file: OpenFile, reading: Reading): void {
  file.isGone = false;
  if (reading.version === file.base.version) {
    delete file.theirs;
    return;
  }
  // Somebody wrote there what is written here: there is nothing to settle.
  if (!file.isEdited || reading.text === textOf(file)) settle(file, reading);
  else file.theirs = reading;
}

/** The node's text is the one to go on from; the edits here are given up. */
export function settle(file: OpenFile, reading: Reading): void {
  file.base = reading;
  delete file.theirs;
  file.draft?.replace(reading.text);
  file.isEdited = false;
}
