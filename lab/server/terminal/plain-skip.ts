const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * How many bytes from the start of a flood of plain text a screen need not see, because `lines` lines and more follow that push
 * out all they would leave there. Plain is text, ends of lines, tabs, backspaces and bells: nothing that outlasts its line.
 */
export function skippableBytes(flood: Uint8Array, lines: number): number {
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

/** Where the first byte is that may mean more than a sign on the screen. */
function plainEnd(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x20) {
      // U+0080 to U+009F are control characters too.
      if (byte === 0xc2 && (bytes[at + 1] ?? 0) < 0xa0) return at;
    } else if (byte !== NEWLINE && byte !== RETURN && byte !== 0x09 && byte !== 0x08 && byte !== 0x07) return at;
  }
  return bytes.length;
}
