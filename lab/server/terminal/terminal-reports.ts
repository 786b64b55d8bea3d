/**
 * What a terminal emulator sends by itself as an answer to a program's question, with ^ for ESC and ! for the end of a string:
 * device attributes (…c), cursor position and status (…R, …n, …$y), focus (I, O), colours (OSC 4, 10, 11, 12), settings (DCS).
 */
const REPORTS = /^(?:\^\[[?>=]?[\d;]*(?:[cRn]|\$y)|\^\[[IO]|\^\](?:4|1[0-2]);[^^!]*!|\^P[^^!]*!)+$/;
/** An answer is short; a paste may be long. */
const LONGEST_BYTES = 512;

/** Whether the bytes were written by a terminal emulator, not typed by a person. */
export function isTerminalReport(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x1b || bytes.length < 3 || bytes.length > LONGEST_BYTES) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return REPORTS.test(text.replaceAll('\x1b\\', '!').replaceAll('\x07', '!').replaceAll('\x1b', '^'));
}
