import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { linter, lintGutter, lintKeymap, setDiagnosticsEffect } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { gotoLine, highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Finding } from './finding.ts';
import { languageOf } from './languages.ts';
import { theme } from './theme.ts';

/** The parts of a state that change while it lives. */
export const wrapping = new Compartment();
export const comparing = new Compartment();
export const locking = new Compartment();

/** How long one must not type before mistakes are looked for. */
const FIND_AFTER_MS = 350;

export interface StateOptions {
  readonly path: string;
  readonly text: string;
  readonly isWrapped: boolean;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly onEdit: (state: EditorState) => void;
  readonly onMove: (state: EditorState) => void;
  readonly onFindings: (findings: readonly Finding[]) => void;
  readonly onSave: () => void;
}

/** The state of an editor for a file; its history goes with it. */
export function openState(o: StateOptions): EditorState {
  const language = languageOf(o.path, o.text);
  const { find } = language;
  return EditorState.create({
    doc: o.text,
    extensions: [
      lineEnds(o.text),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      foldGutter(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      language.extension,
      find ? [linter((view) => find(view, o.path), { delay: FIND_AFTER_MS }), lintGutter()] : [],
      wrapping.of(wrap(o.isWrapped)),
      comparing.of([]),
      locking.of([]),
      keymap.of([
        { key: 'Mod-s', preventDefault: true, run: save(o.onSave) },
        { key: 'Mod-g', preventDefault: true, run: gotoLine },
        // Tab indents, as in every editor; Escape first lets it leave.
        indentWithTab,
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...lintKeymap,
      ]),
      EditorView.contentAttributes.of({ 'aria-label': o.label, autocapitalize: 'off', spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) o.onEdit(update.state);
        if (update.selectionSet || update.docChanged) o.onMove(update.state);
        for (const effect of update.transactions.flatMap((transaction) => transaction.effects)) {
          if (effect.is(setDiagnosticsEffect)) o.onFindings(effect.value.map(asFinding));
        }
      }),
      theme,
    ],
  });
}

export function wrap(isWrapped: boolean): Extension {
  return isWrapped ? EditorView.lineWrapping : [];
}

/** What shows how a text differs from another one, with a button to take back each piece. */
export function compareWith(original: string): Extension {
  return unifiedMergeView({
    original,
    gutter: true,
    highlightChanges: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
    mergeControls: (type, action) => {
      const button = document.createElement('button');
      if (type === 'accept') button.hidden = true;
      else {
        button.className = 'cm-takeBack';
        button.textContent = 'Take back';
        button.title = 'Put the text of this place back';
        button.onmousedown = action;
      }
      return button;
    },
  });
}

/** Line ends stay as the file has them; where they are mixed, a carriage return is a character. */
function lineEnds(text: string): Extension {
  const isWindows = text.includes('\r\n') && !/(^|[^\r])\n|\r(?!\n)/.test(text);
  return EditorState.lineSeparator.of(isWindows ? '\r\n' : '\n');
}

function asFinding({
  from,
  to,
  severity,
  message,
}: {
  from: number;
  to: number;
  severity: string;
  message: string;
}): Finding {
  return { from, to, severity: severity === 'error' ? 'error' : 'warning', message };
}

/** The key is taken, whatever comes of it: the browser would save the page. */
function save(onSave: () => void): () => boolean {
  return () => {
    onSave();
    return true;
  };
}
