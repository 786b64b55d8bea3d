const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
/** What follows the ESC of a string: `]`, `P`, `X`, `^`, `_`. */
const STRINGS: readonly number[] = [0x5d, 0x50, 0x58, 0x5e, 0x5f];

/** A sequence that has not ended after so many bytes is taken for rubbish and no longer waited for. */
const LONGEST_SEQUENCE_BYTES = 64 * 1024;

/**
 * How many of the bytes can go to a screen without leaving an escape sequence or a UTF-8 character half read.
 * A picture of a screen cannot hold half a sequence, so the rest has to wait for its other half.
 * The bytes must begin where the last cut was.
 */
export function safeCut(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(ESC);
  const cut = last >= 0 && !sequenceEnds(bytes, last) ? beginOfString(bytes, last) : characterCut(bytes);
  return bytes.length - cut > LONGEST_SEQUENCE_BYTES ? bytes.length : cut;
}

/** Where the string begins of which an ESC at the very end may be the end; else where that ESC is. */
function beginOfString(bytes: Uint8Array, last: number): number {
  const before = last === bytes.length - 1 && last > 0 ? bytes.lastIndexOf(ESC, last - 1) : -1;
  const isString = before >= 0 && STRINGS.includes(bytes[before + 1] ?? 0) && before + 1 < last;
  return isString && !sequenceEnds(bytes.subarray(0, last), before) ? before : last;
}

function sequenceEnds(bytes: Uint8Array, begin: number): boolean {
  const kind = bytes[begin + 1];
  if (kind === undefined) return false;
  const from = begin + 2;
  switch (kind) {
    case 0x5b: // [ control sequence: to its final byte
      return endsWith(bytes, from, (byte) => byte >= 0x40 && byte <= 0x7e);
    case 0x5d: // ] operating system command: to BEL; its other end is an ESC, which there is none of here
      return endsWith(bytes, from, (byte) => byte === BEL);
    case 0x50: // P, X, ^, _ strings: end with an ESC only
    case 0x58:
    case 0x5e:
    case 0x5f:
      return endsWith(bytes, from, () => false);
    default: // intermediates, then one final byte
      return kind < 0x20 || kind > 0x2f || endsWith(bytes, from, (byte) => byte >= 0x30 && byte <= 0x7e);
  }
}

function endsWith(bytes: Uint8Array, from: number, isEnd: (byte: number) => boolean): boolean {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === CAN || byte === SUB || isEnd(byte)) return true;
  }
  return false;
}

/** The length without a UTF-8 character that lacks bytes. */
function characterCut(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return back < characterLength(byte) ? at : bytes.length;
  }
  return bytes.length;
}

function characterLength(first: number): number {
  if (first >= 0xf0 && first <= 0xf7) return 4;
  if (first >= 0xe0) return first <= 0xef ? 3 : 1;
  return first >= 0xc0 ? 2 : 1;
}
