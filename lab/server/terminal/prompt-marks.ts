/**
 * The marks a shell prints around its prompt and commands (OSC 133, first of FinalTerm):
 * A before the prompt, B after it, C when a command starts, D;exit when it has ended.
 */
export type PromptMark =
  | { readonly kind: 'promptStart' }
  | { readonly kind: 'promptEnd' }
  /** The prompt of a further line: the command is not whole yet. */
  | { readonly kind: 'continuation' }
  | { readonly kind: 'commandStart' }
  | { readonly kind: 'commandEnd'; readonly exitCode: number | undefined };

const INTRODUCER = Buffer.from('\x1b]133;');
/** A mark is a few bytes; what is longer is no mark and is not waited for. */
const LONGEST_MARK_BYTES = 256;
const BEL = 0x07;
const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;

/** Finds marks in a stream that comes in pieces of any size; what lies between marks costs one search and no copy. */
export class PromptMarks {
  /** The end of the last piece, when it may be the beginning of a mark. */
  #open: Buffer = Buffer.alloc(0);

  feed(bytes: Uint8Array): PromptMark[] {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = this.#open.length > 0 ? Buffer.concat([this.#open, piece]) : piece;
    const marks: PromptMark[] = [];
    let from = 0;
    for (;;) {
      const start = text.indexOf(INTRODUCER, from);
      if (start < 0) {
        this.#keep(text, text.length - begunIntroducer(text, from));
        return marks;
      }
      const body = start + INTRODUCER.length;
      const end = markEnd(text, body);
      if (end === undefined && text.length - body < LONGEST_MARK_BYTES) {
        this.#keep(text, start);
        return marks;
      }
      const mark = end === undefined ? undefined : readMark(text, body, end);
      if (mark) marks.push(mark);
      from = end ?? body;
    }
  }

  #keep(text: Buffer, from: number): void {
    // A copy, so that 6 bytes do not keep a piece of 64 KB alive.
    this.#open = from < text.length ? Buffer.from(text.subarray(from)) : Buffer.alloc(0);
  }
}

/** How many of the last bytes may be the beginning of an introducer. */
function begunIntroducer(text: Buffer, from: number): number {
  const most = Math.min(INTRODUCER.length - 1, text.length - from);
  for (let length = most; length > 0; length--) {
    if (text.subarray(text.length - length).equals(INTRODUCER.subarray(0, length))) return length;
  }
  return 0;
}

/** Where the body of a mark stops: at BEL, at ESC (the first half of ST) or where it is cancelled. */
function markEnd(text: Buffer, body: number): number | undefined {
  const limit = Math.min(text.length, body + LONGEST_MARK_BYTES);
  for (let at = body; at < limit; at++) {
    const byte = text[at];
    if (byte === BEL || byte === CAN || byte === SUB || byte === ESC) return at;
  }
  return undefined;
}

function readMark(text: Buffer, body: number, end: number): PromptMark | undefined {
  if (text[end] === CAN || text[end] === SUB) return undefined;
  const [letter, ...parameters] = text.toString('latin1', body, end).split(';');
  // kitty's and iTerm's name for a prompt of a further line (PS2) is k=s or k=c.
  const further = parameters.includes('k=s') || parameters.includes('k=c');
  switch (letter) {
    case 'A':
      return { kind: further ? 'continuation' : 'promptStart' };
    case 'P':
      return further ? { kind: 'continuation' } : undefined;
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
