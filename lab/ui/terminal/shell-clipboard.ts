import { refAutoReset } from '@vueuse/core';
import { ref, shallowRef } from 'vue';
import { MAX_PASTE_BYTES } from '../../contract/index.ts';
import { canReadClipboard, copyText, readClipboard } from './clipboard.ts';
import { copiedWords } from './clipboard-request.ts';
import { cleanPaste, isAskedAbout, withoutLastEnd } from './paste-text.ts';
import type { TerminalSettings } from './terminal-settings.ts';
import type { XtermScreen } from './xterm-screen.ts';

const TOLD_MS = 4000;
/** A program that asks again and again: the last one counts. */
const PROGRAM_PAUSE_MS = 500;

/** The part of a screen that copying and pasting uses. */
export type ClipboardScreen = Pick<
  XtermScreen,
  'selection' | 'takesMouse' | 'holdsPastes' | 'hasFocus' | 'paste' | 'clearSelection'
>;

/** A text that a program wants on the clipboard and the browser wants a click for. */
export interface CopyOffer {
  readonly words: string;
  readonly text: string;
}

/** Copying from a screen and pasting into it, on any origin and in any browser. */
export class ShellClipboard {
  /** A long paste that waits for a yes. */
  readonly asked = ref('');
  /** A word about copying and pasting. */
  readonly told = refAutoReset('', TOLD_MS);
  readonly offer = shallowRef<CopyOffer>();
  /** A field to paste into is wanted, as the page may not look at the clipboard itself. */
  readonly isFieldOpen = ref(false);
  readonly #screen: () => ClipboardScreen | undefined;
  readonly #settings: () => Pick<TerminalSettings, 'pasteWithoutEnd'>;
  #program: ReturnType<typeof setTimeout> | undefined;

  constructor(o: {
    screen: () => ClipboardScreen | undefined;
    settings: () => Pick<TerminalSettings, 'pasteWithoutEnd'>;
  }) {
    this.#screen = o.screen;
    this.#settings = o.settings;
  }

  /** Copies what is selected. Keeps it selected where that is what somebody just did. */
  async copy(after: 'keep' | 'clear' = 'clear'): Promise<void> {
    const text = this.#screen()?.selection;
    if (!text) {
      if (after === 'clear') this.told.value = 'Nothing is selected.';
      return;
    }
    this.told.value = (await copyText(text))
      ? 'Copied.'
      : 'The browser did not allow the copy. Its own menu has one: Shift and right click.';
    if (after === 'clear') this.#screen()?.clearSelection();
  }

  /** Pastes a text, or asks before it does when it is long. */
  paste(text: string): void {
    const screen = this.#screen();
    if (!screen) return;
    const clean = this.#settings().pasteWithoutEnd ? withoutLastEnd(cleanPaste(text)) : cleanPaste(text);
    if (new TextEncoder().encode(clean).length > MAX_PASTE_BYTES)
      this.told.value = 'A paste may have 1 MB at most. Put the text into a file under Files instead.';
    else if (isAskedAbout(clean, screen.holdsPastes)) this.asked.value = clean;
    else if (clean) screen.paste(clean);
  }

  /** The answer to a long paste. */
  answer(isYes: boolean): void {
    if (isYes) this.#screen()?.paste(this.asked.value);
    this.asked.value = '';
  }

  /** Pastes what is on the clipboard; where a page may not look there, a field is opened that the browser pastes into. */
  async pasteByButton(): Promise<void> {
    const text = await readClipboard();
    if (text === undefined) this.isFieldOpen.value = true;
    else this.paste(text);
  }

  /** A right click copies what is selected, else pastes. With Shift it is the browser's, and where a program takes the mouse, the program's. */
  async rightClick(event: MouseEvent): Promise<void> {
    const screen = this.#screen();
    if (!screen || event.shiftKey || screen.takesMouse) return;
    // Where a page may not read the clipboard, the browser's own menu pastes.
    if (!screen.selection && !canReadClipboard()) return;
    event.preventDefault();
    if (screen.selection) {
      await this.copy();
      return;
    }
    const text = await readClipboard();
    if (text === undefined) this.told.value = 'The browser did not let the page paste. Ctrl+Shift+V does.';
    else this.paste(text);
  }

  /** A program wants a text on the clipboard. Only the terminal that somebody types in may set it without a click. */
  programCopies(node: string, text: string): void {
    clearTimeout(this.#program);
    this.#program = setTimeout(() => void this.#copyFor(node, text), PROGRAM_PAUSE_MS);
  }

  /** The click that the browser wanted, or a no. */
  async answerOffer(isYes: boolean): Promise<void> {
    const offer = this.offer.value;
    this.offer.value = undefined;
    if (offer && isYes)
      this.told.value = (await copyText(offer.text)) ? 'Copied.' : 'The browser did not allow the copy.';
  }

  close(): void {
    clearTimeout(this.#program);
  }

  async #copyFor(node: string, text: string): Promise<void> {
    const words = copiedWords(node, text);
    if (this.#screen()?.hasFocus && (await copyText(text))) {
      this.told.value = words;
      this.offer.value = undefined;
    } else this.offer.value = { words: words.replace('copied', 'wants to copy'), text };
  }
}
