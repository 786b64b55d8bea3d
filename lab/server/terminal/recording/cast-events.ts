import type { ShellSize } from '../../sandbox/index.ts';
import type { Clock } from '../clock.ts';
import { type CastCode, eventLine, sizeText } from './cast.ts';

/** Output is joined for so long: a flood makes no million lines, and no eye sees the difference. */
export const JOIN_MS = 30;
/** The most characters of one event; the end of a file is read in pieces that hold one (see `recording-files.ts`). */
const MOST_CHARACTERS = 8 * 1024;

/** Makes the lines of a recording from what happens in a terminal. Characters are whole in every line, times never go back. */
export class CastEvents {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #write: (line: string) => void;
  #decoder = newDecoder();
  #text = '';
  /** When the text that is being joined began. */
  #since = 0;
  #lastMs = 0;
  #cancelFlush: (() => void) | undefined;

  constructor(o: { readonly clock: Clock; readonly startedAt: number; readonly write: (line: string) => void }) {
    this.#clock = o.clock;
    this.#startedAt = o.startedAt;
    this.#write = o.write;
  }

  output(bytes: Uint8Array): void {
    this.#add(this.#decoder.decode(bytes, { stream: true }));
  }

  resized(size: ShellSize): void {
    this.#flush();
    this.#event('r', sizeText(size), this.#clock.now());
  }

  mark(name: string): void {
    this.#flush();
    this.#event('m', name, this.#clock.now());
  }

  /** What comes next does not follow what came last: half a character is dropped. */
  cut(): void {
    this.#flush();
    this.#decoder = newDecoder();
  }

  /** Writes what is left; nothing but a last mark may come after it. */
  end(): void {
    this.#add(this.#decoder.decode());
    this.#flush();
  }

  /** The line of a mark that comes after all that was written. */
  lastMark(name: string): string {
    return this.#line('m', name, this.#clock.now());
  }

  #add(text: string): void {
    if (text === '') return;
    if (this.#text === '') {
      this.#since = this.#clock.now();
      this.#cancelFlush = this.#clock.after(JOIN_MS, () => this.#flush());
    }
    this.#text += text;
    if (this.#text.length >= MOST_CHARACTERS) this.#flush();
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const text = this.#text;
    this.#text = '';
    for (let from = 0; from < text.length; ) {
      const to = wholeEnd(text, from + MOST_CHARACTERS);
      this.#event('o', text.slice(from, to), this.#since);
      from = to;
    }
  }

  #event(code: CastCode, data: string, at: number): void {
    this.#write(this.#line(code, data, at));
  }

  #line(code: CastCode, data: string, at: number): string {
    // The clock of a machine may be set back.
    this.#lastMs = Math.max(this.#lastMs, at - this.#startedAt);
    return eventLine([this.#lastMs / 1000, code, data]);
  }
}

function newDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

/** The end of a piece, moved off the middle of a character that takes two units. */
function wholeEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff && end < text.length ? end + 1 : Math.min(end, text.length);
}
