import { Download, FilePlus, FolderPlus, type LucideIcon, Pencil, Trash2, Upload } from '@lucide/vue';
import type { TreeRow } from './use-folders.ts';

/** What can be done with a line of the tree. */
export type TreeAction = 'newFile' | 'newFolder' | 'upload' | 'download' | 'rename' | 'delete';

interface ActionWord {
  readonly action: TreeAction;
  readonly word: string;
  readonly icon: LucideIcon;
}

const IN_FOLDERS: readonly ActionWord[] = [
  { action: 'newFile', word: 'New file', icon: FilePlus },
  { action: 'newFolder', word: 'New folder', icon: FolderPlus },
  { action: 'upload', word: 'Bring files here', icon: Upload },
];
const RENAME: ActionWord = { action: 'rename', word: 'Rename or move', icon: Pencil };
const DELETE: ActionWord = { action: 'delete', word: 'Delete', icon: Trash2 };

/** The menu of a line: what is at the top of the tree stays. */
export function actionsOf(row: TreeRow): readonly ActionWord[] {
  const isTop = row.level === 1;
  const download: ActionWord = {
    action: 'download',
    word: row.type === 'folder' ? 'Download as .tar' : 'Download',
    icon: Download,
  };
  return [
    ...(row.type === 'folder' ? IN_FOLDERS : []),
    ...(row.type === 'other' || row.path === '/' ? [] : [download]),
    ...(isTop ? [] : [RENAME, DELETE]),
  ];
}
