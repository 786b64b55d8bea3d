import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import { keyBytes } from './key-bytes.ts';
import { cleanPaste } from './paste-text.ts';
import { ScreenGraphics } from './screen-graphics.ts';
import { guardScreen } from './screen-guard.ts';
import { type HandEvents, listenToHands } from './screen-hands.ts';
import { addLinks, type LinkEvents } from './screen-links.ts';
import { hearPrograms, type ProgramEvents } from './screen-programs.ts';
import { type Matches, ScreenSearch, type SearchWish } from './screen-search.ts';
import { readTheme } from './terminal-theme.ts';
import type { WatchFit } from './use-watch-fit.ts';

export interface ScreenSize {
  readonly cols: number;
  readonly rows: number;
}

/** What may change while it is shown. */
export interface ScreenLook {
  readonly screenReader: boolean;
  readonly cursorBlink: boolean;
}

export interface XtermScreenOptions extends ScreenLook, HandEvents {
  /** What it is called for those who hear it. */
  readonly label: string;
  readonly fontPx: number;
  readonly links: LinkEvents;
  readonly program: ProgramEvents;
  readonly onMatches: (matches: Matches) => void;
}

/** As the server has them: what is above is the same on both sides. */
const SCROLLBACK_LINES = 2000;
/** The limits of the messages. */
const MOST: ScreenSize = { cols: 500, rows: 300 };
const LEAST_FONT_PX = 6;

/** A terminal emulator in an element of the page. The only place that knows xterm.js; loaded when the first one is shown. */
export class XtermScreen {
  readonly #host: HTMLElement;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #graphics: ScreenGraphics;
  readonly #search: ScreenSearch;
  readonly #stop = new AbortController();
  #fontPx: number;
  /** The size that fitted last. */
  #own: ScreenSize | undefined;
  /** The size that another page set; undefined while this page's own is shown. */
  #foreign: ScreenSize | undefined;
  #follows: WatchFit | undefined;

  constructor(host: HTMLElement, options: XtermScreenOptions) {
    this.#host = host;
    this.#fontPx = options.fontPx;
    const terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: options.cursorBlink,
      fontFamily: getComputedStyle(host).fontFamily,
      fontSize: options.fontPx,
      lineHeight: 1.25,
      // Programs choose dark blue and grey for other backgrounds than ours.
      minimumContrastRatio: 4.5,
      rightClickSelectsWord: false,
      screenReaderMode: options.screenReader,
      scrollback: SCROLLBACK_LINES,
      theme: readTheme(host),
    });
    this.#terminal = terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    guardScreen(terminal);
    addLinks(terminal, options.links);
    hearPrograms(terminal, options.program);
    this.#search = new ScreenSearch(terminal, options.onMatches);
    terminal.open(host);
    terminal.textarea?.setAttribute('aria-label', options.label);
    this.#graphics = new ScreenGraphics(terminal);
    listenToHands({ host, terminal, options, signal: this.#stop.signal });
  }

  /** Waits for the font and fits; the size is right from the first line on. */
  async ready(): Promise<void> {
    await document.fonts.ready;
    this.fit();
  }

  get size(): ScreenSize {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Whether the program shows a paste and waits for Enter, as shells do. */
  get holdsPastes(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  /** Whether a right click belongs to the program. */
  get takesMouse(): boolean {
    return this.#terminal.modes.mouseTrackingMode !== 'none';
  }

  /** Shows output; `done` when it is on the screen. */
  write(bytes: Uint8Array, done: () => void): void {
    this.#terminal.write(bytes, done);
  }

  /** Takes the size that fits the element, and says it when it is another; not while the element is not to be seen. */
  fit(): ScreenSize | undefined {
    const room = this.#room();
    if (!room) return undefined;
    this.#graphics.show();
    if (this.#follows) {
      this.#show(this.size, room);
      return undefined;
    }
    const isSame = this.#own?.cols === room.cols && this.#own.rows === room.rows;
    if (isSame && this.#foreign) {
      this.#show(this.#foreign, room);
      return undefined;
    }
    this.#own = room;
    this.#foreign = undefined;
    this.#show(room, room);
    return isSame ? undefined : room;
  }

  /** Takes the size of another page once all output of before is shown; where it does not fit, letters get smaller. */
  take(size: ScreenSize): void {
    this.#terminal.write('', () => {
      const isOwn = this.#own?.cols === size.cols && this.#own.rows === size.rows;
      this.#foreign = isOwn ? undefined : size;
      this.#show(size, this.#room() ?? size);
    });
  }

  /** The size is another's, whatever room is here; what does not fit is made smaller, or scrolled to. */
  follow(how: WatchFit): void {
    this.#follows = how;
    this.#host.classList.toggle('scrolls', how === 'scroll');
    this.fit();
  }

  setFont(px: number): void {
    this.#fontPx = px;
  }

  setLook({ screenReader, cursorBlink }: ScreenLook): void {
    this.#terminal.options.screenReaderMode = screenReader;
    this.#terminal.options.cursorBlink = cursorBlink;
  }

  find(wish: SearchWish): void {
    this.#search.find(wish);
  }

  endSearch(): void {
    this.#search.clear();
  }

  /** Whether keys go anywhere. */
  setTyping(on: boolean): void {
    this.#terminal.options.disableStdin = !on;
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Whether somebody types in it; who only watches does not. */
  get hasFocus(): boolean {
    return !this.#terminal.options.disableStdin && document.hasFocus() && this.#host.contains(document.activeElement);
  }

  /** Presses a key as if it were typed. */
  press(key: string): void {
    this.#terminal.input(keyBytes(key, this.#terminal.modes.applicationCursorKeysMode));
  }

  paste(text: string): void {
    this.#terminal.paste(cleanPaste(text));
  }

  clearSelection(): void {
    this.#terminal.clearSelection();
  }

  close(): void {
    this.#stop.abort();
    this.#graphics.close();
    this.#terminal.dispose();
  }

  /** The size that fits at the chosen letters. */
  #room(): ScreenSize | undefined {
    if (this.#host.clientWidth === 0 || this.#host.clientHeight === 0) return undefined;
    this.#terminal.options.fontSize = this.#fontPx;
    const room = this.#fit.proposeDimensions();
    if (!room || Number.isNaN(room.cols) || Number.isNaN(room.rows)) return undefined;
    return { cols: Math.min(room.cols, MOST.cols), rows: Math.min(room.rows, MOST.rows) };
  }

  #show(size: ScreenSize, room: ScreenSize): void {
    const scale = this.#follows === 'scroll' ? 1 : Math.min(1, room.cols / size.cols, room.rows / size.rows);
    this.#terminal.options.fontSize = Math.max(LEAST_FONT_PX, Math.floor(this.#fontPx * scale * 2) / 2);
    if (size.cols !== this.#terminal.cols || size.rows !== this.#terminal.rows)
      this.#terminal.resize(size.cols, size.rows);
  }
}
