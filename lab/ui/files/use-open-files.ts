import { useLocalStorage } from '@vueuse/core';
import { type ComputedRef, computed, markRaw, type Ref, reactive, ref, shallowRef, watch } from 'vue';
import { LabError } from '../../contract/index.ts';
import { getFile, getGiven, saveFile, sentenceOf } from '../connection/index.ts';
import type { Finding, TextEditor } from '../editor/index.ts';
import { useNotices } from '../kit/index.ts';
import { fileKey, newFile, type OpenFile, settle, takeReading, textOf } from './open-file.ts';
import { nameOf, tidyPath } from './paths.ts';

export interface OpenFiles {
  readonly files: readonly OpenFile[];
  readonly active: ComputedRef<OpenFile | undefined>;
  readonly isWrapped: Ref<boolean>;
  /** The editor is there, or gone. */
  attach(editor: TextEditor | undefined): void;
  open(node: string, path: string, line?: number): Promise<void>;
  activate(file: OpenFile): void;
  /** Reads again what is on the node. */
  readAgain(file: OpenFile): Promise<void>;
  save(file: OpenFile): Promise<void>;
  /** Settles a conflict: this text over the other, or the other one in its place. */
  keepMine(file: OpenFile): Promise<void>;
  takeTheirs(file: OpenFile): void;
  compare(file: OpenFile, other: 'given' | 'theirs' | undefined): Promise<void>;
  /** Puts the text of the course in place of this one, as an edit that is not saved yet. */
  takeGiven(file: OpenFile): Promise<void>;
  /** Closes without asking. */
  close(file: OpenFile): void;
  moved(node: string, from: string, to: string): void;
}

/** The files that are open on the page, each with its text, its edits and what the node has. */
export function useOpenFiles(): OpenFiles {
  const { tell } = useNotices();
  const files = reactive<OpenFile[]>([]);
  const activeKey = ref('');
  const active = computed(() => files.find(({ key }) => key === activeKey.value));
  const isWrapped = useLocalStorage('lab-editor-wrap', false);
  const editor = shallowRef<TextEditor>();

  function draftOf(file: OpenFile): void {
    if (!editor.value || file.draft || file.state !== 'text') return;
    const draft = editor.value.open({
      path: file.path,
      text: file.base.text,
      isWrapped: isWrapped.value,
      label: `${file.path} on ${file.node}`,
      onEdit: () => {
        file.isEdited = textOf(file) !== file.base.text;
      },
      onMove: () => {
        [file.line, file.column] = [file.draft?.line ?? 1, file.draft?.column ?? 1];
      },
      onFindings: (findings: readonly Finding[]) => {
        file.findings = findings;
      },
      onSave: () => void save(file),
    });
    file.draft = markRaw(draft);
  }
  function show(): void {
    const file = active.value;
    if (!file || !editor.value) return;
    draftOf(file);
    if (!file.draft) return;
    editor.value.show(file.draft);
    if (file.goTo !== undefined) {
      file.draft.goTo(file.goTo);
      delete file.goTo;
      editor.value.focus();
    }
  }
  watch([active, editor, () => active.value?.state, () => active.value?.goTo], show, { flush: 'post' });
  watch(isWrapped, (wrapped) => {
    for (const file of files) file.draft?.wrap(wrapped);
  });

  async function readAgain(file: OpenFile): Promise<void> {
    try {
      const answer = await getFile(file.node, file.path);
      if (answer.kind === 'text') {
        takeReading(file, answer);
        file.state = 'text';
      } else if (!file.isEdited) file.state = answer.kind;
      file.problem = '';
    } catch (error) {
      const isMissing = error instanceof LabError && error.code === 'notFound';
      if (file.state === 'text') file.isGone = isMissing || file.isGone;
      else Object.assign(file, { state: isMissing ? 'missing' : 'problem', problem: sentenceOf(error) });
    }
  }

  async function save(file: OpenFile): Promise<void> {
    if (file.state !== 'text' || file.isSaving) return;
    if (file.theirs)
      return tell({
        level: 'warn',
        sentence: `${nameOf(file.path)} was changed on ${file.node} too. Choose which text to keep.`,
      });
    const text = textOf(file);
    file.isSaving = true;
    try {
      const { version } = await saveFile(file.node, file.path, text, file.isGone ? 'new' : file.base.version);
      file.base = { text, version };
      // More may have been typed while it was saved.
      file.isEdited = textOf(file) !== text;
      Object.assign(file, { isGone: false, savedAt: Date.now() });
    } catch (error) {
      tell({ level: 'bad', sentence: sentenceOf(error) });
      if (error instanceof LabError && error.code === 'fileChanged') {
        file.isEdited = true;
        await readAgain(file);
      }
    } finally {
      file.isSaving = false;
    }
  }

  async function compare(file: OpenFile, other: 'given' | 'theirs' | undefined): Promise<void> {
    const original = other === 'given' ? await givenOf(file) : other === 'theirs' ? file.theirs?.text : undefined;
    file.draft?.compare(original);
    if (other !== undefined && original !== undefined) file.compared = other;
    else delete file.compared;
  }
  async function givenOf(file: OpenFile): Promise<string | undefined> {
    try {
      const { text } = await getGiven(file.node, file.path);
      if (text === null)
        tell({
          level: 'info',
          sentence: `The course gives no ${file.path} on ${file.node}: there is nothing to compare with.`,
        });
      return text ?? undefined;
    } catch (error) {
      tell({ level: 'bad', sentence: sentenceOf(error) });
      return undefined;
    }
  }

  function close(file: OpenFile): void {
    const at = files.indexOf(file);
    files.splice(at, 1);
    if (activeKey.value === file.key) activeKey.value = (files[at] ?? files.at(-1))?.key ?? '';
  }

  return {
    files,
    active,
    isWrapped,
    attach: (it) => {
      editor.value = it;
    },
    async open(node, wanted, line) {
      const path = tidyPath(wanted);
      const known = files.find(({ key }) => key === fileKey(node, path));
      const file = known ?? reactive(newFile(node, path));
      if (!known) files.push(file);
      if (line !== undefined) file.goTo = line;
      activeKey.value = file.key;
      if (file.state !== 'text') await readAgain(file);
    },
    activate: (file) => {
      activeKey.value = file.key;
    },
    readAgain,
    save,
    async keepMine(file) {
      if (file.theirs) file.base = file.theirs;
      delete file.theirs;
      await compare(file, undefined);
      await save(file);
    },
    takeTheirs(file) {
      if (file.theirs) settle(file, file.theirs);
      void compare(file, undefined);
    },
    compare,
    async takeGiven(file) {
      const given = await givenOf(file);
      if (given !== undefined) file.draft?.replace(given);
    },
    close,
    moved(node, from, to) {
      for (const file of files.filter((it) => it.node === node && `${it.path}/`.startsWith(`${from}/`))) {
        const path = `${to}${file.path.slice(from.length)}`;
        // Edits go with it; the language may be another one now.
        const text = file.isEdited ? textOf(file) : undefined;
        const wasActive = activeKey.value === file.key;
        const moved = reactive(newFile(node, path));
        files.splice(files.indexOf(file), 1, moved);
        if (wasActive) activeKey.value = moved.key;
        void readAgain(moved).then(() => {
          draftOf(moved);
          if (text !== undefined) moved.draft?.replace(text);
        });
      }
    },
  };
}
