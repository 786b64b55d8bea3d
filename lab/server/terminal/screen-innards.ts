import headless, { type Terminal } from '@xterm/headless';
import type { Pen } from './screen-pen.ts';

/** A set of characters that stand for others, as line drawing; undefined for none. */
export type Charset = object | undefined;

/** What the public API does not tell. The names are those of xterm.js 6, and tests fail when one of them goes. */
export interface Innards {
  readonly buffer: InnerBuffer;
  readonly _bufferService: { readonly buffers: { readonly normal: InnerBuffer; readonly alt: InnerBuffer } };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      readonly cursorBlink: boolean | undefined;
    };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: readonly Charset[];
  };
  readonly _oscLinkService: { getLinkData(id: number): Link | undefined };
  readonly _inputHandler: {
    readonly _curAttrData: Pen;
    readonly _windowTitle: string;
    readonly _iconName: string;
    /** Not 0 right after a character: what follows may join it or repeat it. */
    readonly _parser: { readonly precedingJoinState: number; reset(): void };
    selectCharset(designation: string): boolean;
    eraseInDisplay(what: { readonly params: readonly number[] }, keepsProtected: boolean): boolean;
    parse: (data: unknown, goOn?: boolean) => unknown;
  };
}

export interface Link {
  readonly id?: string;
  readonly uri: string;
}

export interface InnerBuffer {
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Pen;
  readonly savedCharset: Charset;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
}

/** The inner state of an emulator. */
export function innardsOf(terminal: Terminal): Innards {
  return (terminal as unknown as { readonly _core: Innards })._core;
}

/** The final bytes of all sequences that choose a character set. */
const DESIGNATIONS = '0ABCEHKQRYZ4567=`';

let letters: Map<Charset, string> | undefined;

/** The letter by which a character set is chosen. */
export function charsetLetter(charset: Charset): string {
  letters ??= readLetters();
  return letters.get(charset) ?? 'B';
}

/** Asked of an emulator, as the sets themselves have no names. */
function readLetters(): Map<Charset, string> {
  const terminal = new headless.Terminal({ cols: 2, rows: 1, scrollback: 0, allowProposedApi: true, logLevel: 'off' });
  const { _inputHandler, _charsetService } = innardsOf(terminal);
  const found = new Map<Charset, string>();
  for (const letter of DESIGNATIONS) {
    _inputHandler.selectCharset(`(${letter}`);
    const [charset] = _charsetService._charsets;
    if (charset && !found.has(charset)) found.set(charset, letter);
  }
  terminal.dispose();
  return found;
}
