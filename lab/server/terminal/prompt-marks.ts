/**
 * What a shell's output says about the shell: the marks around its prompt and commands (OSC 133, first of FinalTerm: A before the
 * prompt, B after it, C when a command starts, D;exit when it has ended), the line that runs (OSC 633;E, first of VS Code), and the
 * switching of marked pastes, which readline does when it begins to read a line and when it has read one.
 */
export type PromptMark =
  | { readonly kind: 'promptStart' | 'promptEnd' | 'commandStart' }
  | { readonly kind: 'commandEnd'; readonly exitCode: number | undefined }
  /** What runs, and on which machine where the shell tells. */
  | { readonly kind: 'commandLine'; readonly text: string; readonly machine?: string; readonly isCut: boolean }
  | { readonly kind: 'lineStart' | 'lineEnd' }
  /** A line begins without a prompt: the command is not whole yet. */
  | { readonly kind: 'continuation' }
  /** There is something behind the prompt: typed, or drawn again. */
  | { readonly kind: 'text' };

const MARK = Buffer.from('\x1b]133;');
const LINE = Buffer.from('\x1b]633;');
/** Ends with h for on, l for off. */
const PASTES = Buffer.from('\x1b[?2004');
/** A mark is a few bytes; what is longer is no mark and is not waited for. */
const LONGEST_MARK_BYTES = 256;
/** The shell tells so much of a line, and takes up to four bytes for one. */
export const LONGEST_LINE_BYTES = 2048;
const LONGEST_LINE_MARK_BYTES = 4 * LONGEST_LINE_BYTES + LONGEST_MARK_BYTES;
const BEL = 0x07;
const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;

/** Where a sequence ends and what it means; `open`: more bytes are needed to tell. */
type Found = { readonly end: number; readonly mark?: PromptMark } | 'open';

/** Finds marks in a stream that comes in pieces of any size; plain text costs one search and no copy. */
export class PromptMarks {
  /** The end of the last piece, when it may be the beginning of a mark. */
  #open: Buffer = Buffer.alloc(0);
  /** What it means if the next thing is no mark. */
  #unlessMark: 'continuation' | 'text' | undefined;

  feed(bytes: Uint8Array): PromptMark[] {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = this.#open.length > 0 ? Buffer.concat([this.#open, piece]) : piece;
    this.#open = Buffer.alloc(0);
    const marks: PromptMark[] = [];
    let from = 0;
    for (;;) {
      const start = text.indexOf(ESC, from);
      if (from < text.length && start !== from) this.#unmarked(marks);
      if (start < 0) return marks;
      const found = read(text, start);
      if (found === 'open') {
        // A copy, so that 6 bytes do not keep a piece of 64 KB alive.
        this.#open = Buffer.from(text.subarray(start));
        return marks;
      }
      if (found.mark) this.#marked(found.mark, marks);
      else this.#unmarked(marks);
      from = found.end;
    }
  }

  #marked(mark: PromptMark, marks: PromptMark[]): void {
    marks.push(mark);
    if (mark.kind === 'lineStart') this.#unlessMark = 'continuation';
    else this.#unlessMark = mark.kind === 'promptEnd' ? 'text' : undefined;
  }

  #unmarked(marks: PromptMark[]): void {
    if (this.#unlessMark) marks.push({ kind: this.#unlessMark });
    this.#unlessMark = undefined;
  }
}

/** Reads the sequence that begins with an ESC. */
function read(text: Buffer, start: number): Found {
  const kind = [MARK, LINE, PASTES].find((introducer) => begins(text, start, introducer));
  if (kind === undefined) return { end: start + 1 };
  const body = start + kind.length;
  if (text.length <= body) return 'open';
  if (kind === PASTES) return readPastes(text, body);
  const longest = kind === LINE ? LONGEST_LINE_MARK_BYTES : LONGEST_MARK_BYTES;
  const end = markEnd(text, body, longest);
  if (end === undefined) return text.length - body < longest ? 'open' : { end: body };
  const found = kind === LINE ? readLine(text, body, end) : readMark(text, body, end);
  return { end: text[end] === ESC ? endOfTerminator(text, end) : end + 1, ...found };
}

/** Whether the bytes there are an introducer, as far as there are bytes. */
function begins(text: Buffer, at: number, introducer: Buffer): boolean {
  const length = Math.min(introducer.length, text.length - at);
  return text.compare(introducer, 0, length, at, at + length) === 0;
}

function readPastes(text: Buffer, at: number): Found {
  if (text[at] === 0x68) return { end: at + 1, mark: { kind: 'lineStart' } };
  return text[at] === 0x6c ? { end: at + 1, mark: { kind: 'lineEnd' } } : { end: at };
}

/** Where the body of a mark stops: at BEL, at ESC (the first half of ST) or where it is cancelled. */
function markEnd(text: Buffer, body: number, longest: number): number | undefined {
  const limit = Math.min(text.length, body + longest);
  for (let at = body; at < limit; at++) {
    const byte = text[at];
    if (byte === BEL || byte === CAN || byte === SUB) return at;
    // The second half has to be there too, lest it be taken for text behind the mark.
    if (byte === ESC) return at + 1 < text.length ? at : undefined;
  }
  return undefined;
}

function endOfTerminator(text: Buffer, at: number): number {
  return text[at + 1] === 0x5c ? at + 2 : at;
}

function readMark(text: Buffer, body: number, end: number): { mark: PromptMark } | undefined {
  if (text[end] === CAN || text[end] === SUB) return undefined;
  const [letter, ...parameters] = text.toString('latin1', body, end).split(';');
  const mark = markOf(letter, parameters);
  return mark && { mark };
}

function markOf(letter: string | undefined, parameters: readonly string[]): PromptMark | undefined {
  // kitty's and iTerm's name for a prompt of a further line (PS2) is k=s or k=c.
  const isFurther = parameters.includes('k=s') || parameters.includes('k=c');
  switch (letter) {
    case 'A':
      return { kind: isFurther ? 'continuation' : 'promptStart' };
    case 'P':
      return isFurther ? { kind: 'continuation' } : undefined;
    case 'B':
      return { kind: 'promptEnd' };
    case 'C':
      return { kind: 'commandStart' };
    case 'D':
      return { kind: 'commandEnd', exitCode: readExitCode(parameters[0]) };
    default:
      return undefined;
  }
}

function readExitCode(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

/** E;line;machine, with \\x and two digits for bytes that a terminal would obey. */
function readLine(text: Buffer, body: number, end: number): { mark: PromptMark } | undefined {
  if (text[end] === CAN || text[end] === SUB) return undefined;
  const [letter, escaped = '', machine] = text.toString('latin1', body, end).split(';');
  if (letter !== 'E') return undefined;
  const plain = escaped.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Buffer.from(plain, 'latin1');
  const isCut = bytes.length >= LONGEST_LINE_BYTES;
  // Half a character at the cut is none.
  const line = isCut ? bytes.toString('utf8').replace(/\ufffd+$/, '') : bytes.toString('utf8');
  return { mark: { kind: 'commandLine', text: line, isCut, ...(machine ? { machine } : {}) } };
}
