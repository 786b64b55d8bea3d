import { type ComputedRef, computed, type Ref, reactive } from 'vue';
import type { FolderAnswer } from '../../contract/index.ts';
import { getFolder, sentenceOf } from '../connection/index.ts';
import { foldersTo, joinPath } from './paths.ts';

/** A line of the tree. */
export interface TreeRow {
  readonly path: string;
  readonly name: string;
  /** From 1. */
  readonly level: number;
  readonly type: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
  readonly isOpen: boolean;
  readonly size?: number;
}
/** A remark in the tree: a folder is empty, is being read, could not be read. */
export interface TreeRemark {
  readonly path: string;
  readonly level: number;
  readonly remark: string;
  readonly isBad: boolean;
}

interface FolderState {
  answer?: FolderAnswer;
  problem: string;
}

export interface Folders {
  readonly rows: ComputedRef<readonly (TreeRow | TreeRemark)[]>;
  /** The folders that are open, as far as they were read. */
  readonly open: ComputedRef<readonly string[]>;
  toggle(path: string): void;
  /** Opens all folders on the way to a path. */
  reveal(path: string): Promise<void>;
  /** Reads a folder again; one that is gone is closed. */
  refresh(path: string): Promise<void>;
  refreshAll(): Promise<void>;
}

const ROOTS = ['~', '/'] as const;

/** The folders of one node as far as somebody opened them. */
export function useFolders(node: Ref<string>, read: typeof getFolder = getFolder): Folders {
  const states = reactive(new Map<string, FolderState>());
  const opened = reactive(new Set<string>());
  const key = (path: string) => `${node.value}:${path}`;

  async function refresh(path: string): Promise<void> {
    const [of, at] = [node.value, key(path)];
    if (!states.has(at)) states.set(at, { problem: '' });
    try {
      const answer = await read(of, path);
      states.set(at, { answer, problem: '' });
    } catch (error) {
      const known = states.get(at)?.answer;
      states.set(at, { ...(known && { answer: known }), problem: sentenceOf(error) });
    }
  }
  function openFolder(path: string): Promise<void> | undefined {
    opened.add(key(path));
    const state = states.get(key(path));
    return !state?.answer || state.problem ? refresh(path) : undefined;
  }

  function below(path: string, level: number): (TreeRow | TreeRemark)[] {
    const { answer, problem } = states.get(key(path)) ?? { problem: '' };
    const remark = (words: string, isBad = false): TreeRemark => ({
      path: `${path}\0${words}`,
      level,
      remark: words,
      isBad,
    });
    if (problem) return [remark(problem, true)];
    if (!answer) return [remark('Reading…')];
    if (answer.entries.length === 0) return [remark('Empty')];
    // Home has a root of its own.
    const entries = answer.entries.filter(({ name }) => path !== '/' || name !== 'root');
    const rows = entries.flatMap((entry) => {
      const at = joinPath(path, entry.name);
      const isOpen = entry.type === 'folder' && opened.has(key(at));
      return [{ ...entry, path: at, level, isOpen }, ...(isOpen ? below(at, level + 1) : [])];
    });
    return answer.isCut ? [...rows, remark(`Only the first ${entries.length} are shown`)] : rows;
  }
  const rows = computed(() =>
    ROOTS.flatMap((path): (TreeRow | TreeRemark)[] => {
      const isOpen = opened.has(key(path));
      const row: TreeRow = { path, name: path, level: 1, type: 'folder', isLink: false, isOpen };
      return [row, ...(isOpen ? below(path, 2) : [])];
    }),
  );
  const open = computed(() => {
    const start = `${node.value}:`;
    return [...opened].filter((at) => at.startsWith(start)).map((at) => at.slice(start.length));
  });

  return {
    rows,
    open,
    toggle(path) {
      if (!opened.delete(key(path))) void openFolder(path);
    },
    async reveal(path) {
      await Promise.all(foldersTo(path).map(openFolder));
    },
    refresh,
    refreshAll: async () => {
      await Promise.all(open.value.map(refresh));
    },
  };
}
