/** From so many lines on a paste is asked about, where the shell runs each line at once and where it waits for Enter. */
const LINES_AT_ONCE = 2;
const LINES_HELD = 12;

/** Text from a clipboard without what a terminal would take for keys: an ESC in it could press Enter by itself. */
export function cleanPaste(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** Without the ends of line at its end: the last command then waits for Enter. */
export function withoutLastEnd(text: string): string {
  return text.replace(/\n+$/, '');
}

/** How many lines a paste has; an end of line at its end is none. */
export function countLines(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** Whether a paste is so long that it may be a mistake. `isHeld`: the shell shows a paste and waits for Enter. */
export function isAskedAbout(text: string, isHeld: boolean): boolean {
  return countLines(text) >= (isHeld ? LINES_HELD : LINES_AT_ONCE);
}
