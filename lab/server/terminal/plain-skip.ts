const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ESCAPE = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const CONTROL_LEAD = 0xc2;

/**
 * How many bytes from the start of a flood of plain text a screen need not see, because `lines` lines and more follow that push
 * out all they would leave there. Searches by single bytes only, which goes at several GB/s.
 */
export function skippableBytes(flood: Buffer, lines: number): number {
  const end = plainEnd(flood);
  if (end === 0) return 0;
  let newlines = 0;
  for (let at = flood.lastIndexOf(NEWLINE, end - 1); at > 0; at = flood.lastIndexOf(NEWLINE, at - 1)) {
    newlines += 1;
    // Only behind a return is the column known.
    if (newlines > lines && flood[at - 1] === RETURN) return at + 1;
  }
  return 0;
}

/** Where the first byte is that may outlast its line: an escape, another character set, or a control character of two bytes. */
function plainEnd(bytes: Buffer): number {
  let text = bytes;
  for (const sign of [ESCAPE, SHIFT_OUT, SHIFT_IN]) {
    const at = text.indexOf(sign);
    if (at >= 0) text = text.subarray(0, at);
  }
  for (let at = text.indexOf(CONTROL_LEAD); at >= 0; at = text.indexOf(CONTROL_LEAD, at + 1)) {
    // U+0080 to U+009F; a lead at the very end may be one.
    if ((text[at + 1] ?? 0) < 0xa0) return at;
  }
  return text.length;
}
