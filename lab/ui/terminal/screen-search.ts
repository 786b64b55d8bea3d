import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';

/** How many places match, and which of them is shown, from 1; 0 when none or not known. */
export interface Matches {
  readonly count: number;
  readonly at: number;
  /** There are more than are counted. */
  readonly isMore: boolean;
}

export interface SearchWish {
  readonly text: string;
  readonly isCaseSensitive: boolean;
  /** `same`: the first from where the search began, for a text that is being typed. */
  readonly to: 'next' | 'previous' | 'same';
}

/** So many are marked; the screen with all above it has rarely more. */
const MOST_MARKED = 1000;

/** Finds text on a screen and above it, and marks it. */
export class ScreenSearch {
  readonly #addon = new SearchAddon({ highlightLimit: MOST_MARKED });
  readonly #terminal: Terminal;
  #wasCaseSensitive = false;
  /** The line that was uppermost in sight when the search began. */
  #beganAt: number | undefined;

  constructor(terminal: Terminal, onMatches: (matches: Matches) => void) {
    this.#terminal = terminal;
    terminal.loadAddon(this.#addon);
    this.#addon.onDidChangeResults(({ resultIndex, resultCount }) =>
      onMatches({ count: resultCount, at: resultIndex + 1, isMore: resultCount >= MOST_MARKED }),
    );
  }

  find({ text, isCaseSensitive, to }: SearchWish): void {
    if (text === '') {
      this.clear();
      return;
    }
    // The addon marks anew for another text only: its own look at the options comes too late.
    if (isCaseSensitive !== this.#wasCaseSensitive) this.#addon.clearDecorations();
    this.#wasCaseSensitive = isCaseSensitive;
    const options = { caseSensitive: isCaseSensitive, decorations: this.#colours() };
    this.#beganAt ??= this.#terminal.buffer.active.viewportY;
    if (to === 'same') this.#startBehind(this.#beganAt - 1);
    if (to === 'previous') this.#addon.findPrevious(text, options);
    else this.#addon.findNext(text, options);
  }

  /** The addon goes on behind what is selected: what is in sight comes before what was long ago. */
  #startBehind(line: number): void {
    if (line < 0) this.#terminal.clearSelection();
    else this.#terminal.select(this.#terminal.cols - 1, line, 1);
  }

  /** Takes the marks away. What was found last is no longer selected, as Ctrl+C would copy it instead of stopping a program. */
  clear(): void {
    this.#beganAt = undefined;
    this.#addon.clearDecorations();
    this.#terminal.clearSelection();
  }

  #colours() {
    const style = getComputedStyle(this.#terminal.element ?? document.body);
    const match = style.getPropertyValue('--t-match').trim();
    const here = style.getPropertyValue('--t-match-here').trim();
    return {
      matchBackground: match,
      matchOverviewRuler: match,
      activeMatchBackground: here,
      activeMatchColorOverviewRuler: here,
    };
  }
}
