import type { ShellSize } from '../sandbox/index.ts';
import { Screen } from './screen.ts';
import type { LinesAbove } from './screen-picture.ts';

type ScreenOptions = ConstructorParameters<typeof Screen>[1];
type Parts = Parameters<Screen['replay']>[0];

/** What a shell may write before it needs an emulator: a greeting and some commands with short answers. */
const MOST_PLAIN_BYTES = 8 * 1024;
const RESET = Buffer.from('\x1bc');
const PASTES_ON = '\x1b[?2004h';
const PASTES_OFF = '\x1b[?2004l';

/** Escape and bell, as signs that no byte is. */
const [ESCAPE, BELL] = ['␛', '␇'];
/** Colours, erasing to the end of the line, marked pastes, and marks and titles of the shell. */
const SEQUENCE = `${ESCAPE}(?:\\[[\\d;]*[mK]|\\[\\?2004[hl]|\\](?:0|2|133|633);[^${ESCAPE}${BELL}]*${BELL})`;
/**
 * These, text and ends of lines: whole, and nothing that asks, so that a page to which the same bytes are sent shows the same and
 * answers nothing.
 */
const PLAIN = new RegExp(`^(?:[ -~\\x80-\\xff\\r\\n\\t\\x08${BELL}]|${SEQUENCE})*$`);
const SEQUENCES = new RegExp(SEQUENCE, 'g');
/** U+0080 to U+009F in UTF-8: controls of two bytes. */
const WIDE_CONTROL = /\xc2[\x80-\x9f]/;
const TAB_COLUMNS = 8;

/**
 * A screen that makes its emulator when it needs one. An emulator takes some 300 KB, and a shell that has only shown its prompt
 * is drawn as well by the bytes that it wrote.
 */
export class LazyScreen implements Pick<Screen, keyof Screen> {
  readonly #options: ScreenOptions;
  readonly #listeners: ((bytes: Uint8Array) => void)[] = [];
  #size: ShellSize;
  /** All that was written, as long as there is no emulator. */
  #plain = Buffer.alloc(0);
  #screen: Screen | undefined;
  #isClosed = false;

  constructor(size: ShellSize, options: ScreenOptions) {
    this.#size = size;
    this.#options = options;
  }

  get backlogBytes(): number {
    return this.#screen?.backlogBytes ?? 0;
  }

  async marksPastes(): Promise<boolean> {
    if (this.#screen) return this.#screen.marksPastes();
    return this.#plain.lastIndexOf(PASTES_ON) > this.#plain.lastIndexOf(PASTES_OFF);
  }

  onReport(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.push(listener);
    this.#screen?.onReport(listener);
  }

  write(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#screen || !this.#takesPlain(bytes)) this.#need().write(bytes);
  }

  resize(size: ShellSize): void {
    if (!this.#screen && this.#looksTheSame(this.#size, size)) this.#size = size;
    else this.#need().resize(size);
  }

  replay(parts: Parts, now: ShellSize): void {
    const [only, more] = parts.filter(({ bytes }) => bytes.length > 0);
    if (!this.#screen && more === undefined) {
      this.#plain = Buffer.alloc(0);
      const isTaken = only === undefined || this.#takesPlain(only.bytes);
      if (isTaken && this.#looksTheSame(only?.size ?? now, now)) {
        this.#size = now;
        return;
      }
      this.#plain = Buffer.alloc(0);
    }
    this.#need().replay(parts, now);
  }

  picture(above: LinesAbove = {}): Promise<Uint8Array> {
    return this.#screen ? this.#screen.picture(above) : Promise.resolve(Buffer.concat([RESET, this.#plain]));
  }

  async caughtUp(): Promise<void> {
    await this.#screen?.caughtUp();
  }

  newShell(because: string): void {
    this.#need().newShell(because);
  }

  close(): void {
    this.#isClosed = true;
    this.#screen?.close();
  }

  /** Keeps what is written as it is, when that is enough. */
  #takesPlain(bytes: Uint8Array): boolean {
    if (this.#plain.length + bytes.length > MOST_PLAIN_BYTES) return false;
    const all = Buffer.concat([this.#plain, bytes]);
    const text = signsOf(all);
    if (!PLAIN.test(text) || WIDE_CONTROL.test(text)) return false;
    this.#plain = all;
    return true;
  }

  /** Whether a screen of either size shows what was written in the same way: no line is folded, and none has left the screen. */
  #looksTheSame(one: ShellSize, other: ShellSize): boolean {
    if (one.cols === other.cols && one.rows === other.rows) return true;
    const lines = signsOf(this.#plain).replaceAll(SEQUENCES, '').replaceAll('\t', ' '.repeat(TAB_COLUMNS)).split('\n');
    const widest = Math.max(...lines.map(({ length }) => length));
    return widest < Math.min(one.cols, other.cols) && lines.length <= Math.min(one.rows, other.rows);
  }

  #need(): Screen {
    if (this.#screen) return this.#screen;
    this.#screen = new Screen(this.#size, this.#options);
    for (const listener of this.#listeners) this.#screen.onReport(listener);
    if (this.#plain.length > 0) this.#screen.write(this.#plain);
    this.#plain = Buffer.alloc(0);
    if (this.#isClosed) this.#screen.close();
    return this.#screen;
  }
}

function signsOf(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\x1b', ESCAPE).replaceAll('\x07', BELL);
}
