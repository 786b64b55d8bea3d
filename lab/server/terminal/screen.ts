import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import type { ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import { FLOOD_WAIT_BYTES, FLOOD_WAIT_MS, Flood } from './flood.ts';
import { newShellLine } from './new-shell-line.ts';
import { skippableBytes } from './plain-skip.ts';
import { safeCut } from './safe-cut.ts';
import { type ScreenEntry, takeBytes } from './screen-entries.ts';
import { guardScreen } from './screen-guard.ts';
import { drawPicture, hasPlainState, type LinesAbove } from './screen-picture.ts';
import { type Turn, Turns } from './turns.ts';

/** Lines kept above the screen: about 3 MB when all are filled at 120 columns. */
const SCROLLBACK_LINES = 2000;
/** Parsed at a stretch: 2 to 4 ms at the 15 to 35 MB/s of the parser, so that no shell holds up the others for longer. */
const SLICE_BYTES = 64 * 1024;
/** What is no more than an echo or a few lines is read at once, whatever other screens read. */
const HEAVY_BYTES = 8 * 1024;
/** A screen of so many lines is heavy to draw. */
const TALL_LINES = 500;
/** Forgets everything. */
const RESET = '\x1bc';

/** A terminal emulator that nobody sees: follows a shell's output, so that whoever comes later can be shown the screen. */
export class Screen {
  readonly #terminal: headless.Terminal;
  readonly #onProgress: () => void;
  readonly #clock: Clock;
  readonly #flood: Flood;
  readonly #turns: Turns;
  #entries: ScreenEntry[] = [];
  /** Half a sequence or character: read when its other half is there. */
  #half: Uint8Array = new Uint8Array(0);
  #isParsing = false;
  #isClosed = false;
  #backlogBytes = 0;
  /** Entries that are not output: while there is one, somebody waits for the screen. */
  #asked = 0;
  /** Bytes that are parsed without waiting any more. */
  #due = 0;
  #cancelWait: (() => void) | undefined;
  #endTurn: (() => void) | undefined;
  /** Whether what is parsed was answered long ago. */
  #isReplaying = false;

  constructor(
    size: ShellSize,
    o: { clock: Clock; turns?: Turns; onProgress: () => void; onFailure?: (error: unknown) => void },
  ) {
    this.#onProgress = o.onProgress;
    this.#clock = o.clock;
    this.#flood = new Flood(o.clock);
    this.#turns = o.turns ?? new Turns();
    this.#terminal = new headless.Terminal({
      ...size,
      scrollback: SCROLLBACK_LINES,
      allowProposedApi: true,
      logLevel: 'off',
    });
    // The addon's types name the browser's terminal; the part it uses is the same.
    this.#terminal.loadAddon(new unicode.Unicode11Addon() as unknown as headless.ITerminalAddon);
    this.#terminal.unicode.activeVersion = '11';
    guardScreen(this.#terminal, o.onFailure ?? (() => {}));
  }

  /** Output taken in and not yet parsed. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** Whether the program asked for pastes to be marked as such. */
  async marksPastes(): Promise<boolean> {
    await this.caughtUp();
    return this.#terminal.modes.bracketedPasteMode;
  }

  /** Called with what the emulator answers to a program's questions. */
  onReport(listener: (bytes: Uint8Array) => void): void {
    this.#terminal.onData((text) => {
      if (!this.#isReplaying) listener(Buffer.from(text));
    });
  }

  write(bytes: Uint8Array): void {
    this.#flood.note(bytes.length);
    this.#backlogBytes += bytes.length;
    this.#push({ kind: 'bytes', bytes });
  }

  resize(size: ShellSize): void {
    this.#push({ kind: 'resize', size });
  }

  /** Begins anew with what was written before somebody looked, each part at its size; questions in it are not answered again. */
  replay(parts: readonly { readonly size: ShellSize; readonly bytes: Uint8Array }[], now: ShellSize): void {
    const setReplaying = (is: boolean) => {
      const call = () => {
        this.#isReplaying = is;
      };
      this.#push({ kind: 'reached', call });
    };
    setReplaying(true);
    for (const { size, bytes } of [{ size: now, bytes: Buffer.from(RESET) }, ...parts]) {
      if (bytes.length === 0) continue;
      this.resize(size);
      this.#backlogBytes += bytes.length;
      this.#push({ kind: 'bytes', bytes });
    }
    this.resize(now);
    setReplaying(false);
  }

  /** The screen after all that was written so far: the bytes that draw it, with the lines above it if not said otherwise, and whatever is half read. */
  picture(above: LinesAbove = {}): Promise<Uint8Array> {
    return new Promise((done) => {
      const call = () => done(Buffer.concat([drawPicture(this.#terminal, above), this.#half]));
      this.#push({ kind: 'reached', call });
    });
  }

  /** Resolves when all that was written so far is parsed. */
  caughtUp(): Promise<void> {
    return new Promise((done) => this.#push({ kind: 'reached', call: done }));
  }

  /** Another shell writes from here on: leaves what a program that is gone set, and says in a line of its own why. */
  newShell(because: string): void {
    const call = () => {
      this.#half = new Uint8Array(0);
      const bytes = newShellLine(this.#terminal.buffer.active, because);
      this.#backlogBytes += bytes.length;
      this.#entries.unshift({ kind: 'bytes', bytes });
    };
    this.#push({ kind: 'reached', call });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelWait?.();
    // A screen that is gone says nothing any more, and others wait.
    this.#endTurn?.();
    this.#entries = [];
    this.#terminal.dispose();
  }

  #push(entry: ScreenEntry): void {
    if (this.#isClosed) return;
    this.#entries.push(entry);
    if (entry.kind !== 'bytes') this.#asked += 1;
    this.#parse();
  }

  #parse(): void {
    while (!this.#isParsing && !this.#isClosed) {
      const entry = this.#entries[0];
      if (!entry) return;
      if (entry.kind === 'bytes') {
        if (this.#isPutOff()) return;
        this.#parseSlice();
        continue;
      }
      this.#entries.shift();
      this.#asked -= 1;
      if (this.#terminal.buffer.normal.length < TALL_LINES) this.#do(entry);
      else {
        this.#isParsing = true;
        this.#turns.take((done) => this.#doInTurn(entry, done));
      }
    }
  }

  #do(entry: Exclude<ScreenEntry, { kind: 'bytes' }>): void {
    if (entry.kind === 'resize') this.#terminal.resize(entry.size.cols, entry.size.rows);
    else entry.call();
  }

  /** Drawing and folding many lines anew takes some milliseconds, at the first time many. */
  #doInTurn(entry: Exclude<ScreenEntry, { kind: 'bytes' }>, done: () => void): void {
    this.#isParsing = false;
    if (!this.#isClosed) this.#do(entry);
    done();
    this.#parse();
  }

  /** Whether output is put off because of a flood. When no longer, most of it is left out and the rest parsed at once. */
  #isPutOff(): boolean {
    if (!this.#flood.isOn || this.#due > 0) return false;
    // What many lines follow is left out at once, so that a flood is looked at no more often for being fast.
    if (this.#asked === 0 && this.#backlogBytes > FLOOD_WAIT_BYTES) this.#skip();
    if (this.#asked === 0 && this.#backlogBytes <= FLOOD_WAIT_BYTES) {
      this.#cancelWait ??= this.#clock.after(FLOOD_WAIT_MS, () => {
        this.#stopWaiting();
        this.#parse();
      });
      return true;
    }
    this.#stopWaiting();
    return false;
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#skip();
    this.#due = this.#backlogBytes;
  }

  #skip(): void {
    if (this.#half.length > 0 || !hasPlainState(this.#terminal)) return;
    const end = this.#entries.findIndex((entry) => entry.kind !== 'bytes');
    const entries = end < 0 ? this.#entries : this.#entries.slice(0, end);
    const flood = Buffer.concat(entries.map((entry) => (entry.kind === 'bytes' ? entry.bytes : Buffer.alloc(0))));
    const skipped = skippableBytes(flood, SCROLLBACK_LINES + this.#terminal.rows);
    if (skipped === 0) return;
    this.#entries.splice(0, entries.length, { kind: 'bytes', bytes: flood.subarray(skipped) });
    this.#advance(skipped);
  }

  #parseSlice(): void {
    const taken = Buffer.concat([this.#half, ...takeBytes(this.#entries, SLICE_BYTES)]);
    const length = taken.length - this.#half.length;
    const cut = safeCut(taken);
    this.#half = taken.slice(cut);
    if (cut === 0) {
      this.#advance(length);
      return;
    }
    this.#isParsing = true;
    const read: Turn = (done) => {
      this.#endTurn = done;
      if (this.#isClosed) return done();
      this.#terminal.write(taken.subarray(0, cut), () => {
        this.#isParsing = false;
        done();
        this.#advance(length);
        // Not at once: xterm.js would go on with it for 12 ms before anybody else has a turn.
        if (this.#entries.length > 0) setImmediate(() => this.#parse());
      });
    };
    if (cut < HEAVY_BYTES) read(() => {});
    else this.#turns.take(read);
  }

  #advance(bytes: number): void {
    this.#backlogBytes -= bytes;
    this.#due -= bytes;
    this.#onProgress();
  }
}
