import { gotoLine, openSearchPanel } from '@codemirror/search';
import { EditorSelection, EditorState, type StateEffect, type TransactionSpec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { compareWith, comparing, locking, openState, type StateOptions, wrap, wrapping } from './editor-state.ts';
import { smallestEdit } from './smallest-edit.ts';

/** One file as the editor holds it, with its history, whether it is shown or not. */
export interface Draft {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Puts another text in its place, as one edit that can be undone; the cursor stays where it was. */
  replace(text: string): void;
  goTo(line: number): void;
  compare(original: string | undefined): void;
  wrap(isWrapped: boolean): void;
  lock(isLocked: boolean): void;
}

/** An editor in an element that shows one of several drafts. */
export interface TextEditor {
  open(options: StateOptions): Draft;
  show(draft: Draft): void;
  focus(): void;
  search(): void;
  askLine(): void;
  close(): void;
}

/** Makes an editor in an element. */
export function createTextEditor(parent: HTMLElement): TextEditor {
  const view = new EditorView({ parent });
  let shown: StoredDraft | undefined;

  class StoredDraft implements Draft {
    #state: EditorState;
    #scroll: StateEffect<unknown> | undefined;

    constructor(options: StateOptions) {
      this.#state = openState(options);
    }
    get state(): EditorState {
      return shown === this ? view.state : this.#state;
    }
    get text(): string {
      return this.state.sliceDoc();
    }
    get line(): number {
      return this.state.doc.lineAt(this.state.selection.main.head).number;
    }
    get column(): number {
      const { head } = this.state.selection.main;
      return head - this.state.doc.lineAt(head).from + 1;
    }
    replace(text: string): void {
      const change = smallestEdit(this.text, text, this.state.lineBreak);
      if (change) this.#apply({ changes: change });
    }
    goTo(line: number): void {
      const { from } = this.state.doc.line(Math.min(Math.max(1, line), this.state.doc.lines));
      this.#apply({
        selection: EditorSelection.cursor(from),
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
    }
    compare(original: string | undefined): void {
      const extension = original === undefined ? [] : compareWith(original.replaceAll(this.state.lineBreak, '\n'));
      this.#apply({ effects: comparing.reconfigure(extension) });
    }
    wrap(isWrapped: boolean): void {
      this.#apply({ effects: wrapping.reconfigure(wrap(isWrapped)) });
    }
    lock(isLocked: boolean): void {
      this.#apply({ effects: locking.reconfigure(isLocked ? EditorState.readOnly.of(true) : []) });
    }
    hide(): void {
      this.#state = view.state;
      this.#scroll = view.scrollSnapshot();
    }
    appear(): void {
      view.setState(this.#state);
      if (this.#scroll) view.dispatch({ effects: this.#scroll });
    }
    #apply(spec: TransactionSpec): void {
      if (shown === this) view.dispatch(spec);
      else this.#state = this.#state.update(spec).state;
    }
  }

  return {
    open: (options) => new StoredDraft(options),
    show(draft) {
      if (draft === shown || !(draft instanceof StoredDraft)) return;
      shown?.hide();
      shown = draft;
      draft.appear();
    },
    focus: () => view.focus(),
    search: () => void openSearchPanel(view),
    askLine: () => void gotoLine(view),
    close: () => view.destroy(),
  };
}
