import { type Ref, shallowRef } from 'vue';
import { downloadAddress, makeFolder, movePath, removePath, saveFile, sentenceOf } from '../connection/index.ts';
import { useNotices } from '../kit/index.ts';
import type { NameQuestion } from './FilesName.vue';
import { folderOf, joinPath, nameOf, tidyPath } from './paths.ts';
import type { TreeAction } from './tree-actions.ts';
import type { Folders, TreeRow } from './use-folders.ts';
import type { OpenFiles } from './use-open-files.ts';
import type { Question } from './use-question.ts';
import type { Uploads } from './use-uploads.ts';

/** Does what the menu of the tree offers. */
export function useTreeActions(o: {
  readonly node: Ref<string>;
  readonly folders: Folders;
  readonly files: OpenFiles;
  readonly uploads: Uploads;
  readonly ask: (question: Question) => Promise<boolean>;
}): { readonly name: Ref<NameQuestion | undefined>; act(action: TreeAction, row: TreeRow): void } {
  const { node, folders, files } = o;
  const { tell } = useNotices();
  const name = shallowRef<NameQuestion>();

  /** Does something on the node, then reads the folders that it changed. */
  async function change(what: () => Promise<unknown>, ...changed: string[]): Promise<boolean> {
    try {
      await what();
      await Promise.all(changed.filter((path) => folders.open.value.includes(path)).map(folders.refresh));
      return true;
    } catch (error) {
      tell({ level: 'bad', sentence: sentenceOf(error) });
      return false;
    }
  }
  const askName = (title: string, description: string, button: string, done: (name: string) => void, value = '') => {
    name.value = { title, description, button, value, done };
  };
  async function newFile(folder: string, file: string): Promise<void> {
    const path = joinPath(folder, file);
    if (!(await change(() => saveFile(node.value, path, '', 'new')))) return;
    await folders.reveal(path);
    await folders.refresh(folder);
    await files.open(node.value, path);
  }
  async function rename(row: TreeRow, typed: string): Promise<void> {
    // A path is a new place, a name stays in the folder.
    const to = /^(~\/|\/)/.test(typed) ? tidyPath(typed) : joinPath(folderOf(row.path), typed);
    if (to === row.path) return;
    const of = node.value;
    const isMoved = await change(() => movePath(of, row.path, to), folderOf(row.path), folderOf(to));
    if (isMoved) files.moved(of, row.path, to);
  }
  async function remove(row: TreeRow): Promise<void> {
    const of = node.value;
    const what = row.type === 'folder' ? `${row.path} and all in it are` : `${row.path} is`;
    const isSure = await o.ask({
      title: `Delete ${nameOf(row.path)}?`,
      sentence: `${what} deleted on ${of}. This cannot be undone.`,
      yes: 'Delete',
      no: 'Keep it',
    });
    if (!isSure) return;
    const isGone = await change(() => removePath(of, row.path), folderOf(row.path));
    const below = (path: string) => `${path}/`.startsWith(`${row.path}/`);
    if (isGone) for (const file of files.files.filter((it) => it.node === of && below(it.path))) files.close(file);
  }

  const ACTS: Readonly<Record<TreeAction, (row: TreeRow) => void>> = {
    newFile: ({ path }) =>
      askName(
        'New file',
        `In ${path} on ${node.value}. A slash makes folders on the way.`,
        'Make it',
        (typed) => void newFile(path, typed),
      ),
    newFolder: ({ path }) =>
      askName(
        'New folder',
        `In ${path} on ${node.value}.`,
        'Make it',
        (typed) => void change(() => makeFolder(node.value, joinPath(path, typed)), path),
      ),
    upload: ({ path }) => o.uploads.choose(path),
    download: ({ path }) => download(node.value, path),
    rename: (row) =>
      askName(
        'Rename or move',
        'A name keeps it in its folder. A path from / or ~/ moves it there.',
        'Rename',
        (typed) => void rename(row, typed),
        nameOf(row.path),
      ),
    delete: (row) => void remove(row),
  };
  return { name, act: (action, row) => ACTS[action](row) };
}

/** Has the browser download a file, or a folder as an archive. */
export function download(node: string, path: string): void {
  const link = document.createElement('a');
  link.href = downloadAddress(node, path);
  link.download = '';
  link.click();
}
