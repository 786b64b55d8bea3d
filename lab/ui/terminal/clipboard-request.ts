/** So much a program may put on the clipboard. */
export const MOST_COPIED_BYTES = 100 * 1024;

/**
 * The text that a program asks to have on the clipboard, by the data of an OSC 52 sequence: `where;base64`.
 * A question for what is there has none: a program never reads the clipboard.
 */
export function readClipboardRequest(data: string): string | undefined {
  const [, where, base64] = /^([a-z0-7]*);([A-Za-z0-9+/]+=*)$/.exec(data) ?? [];
  // The other clipboards of X11 are not the one that is meant by pasting.
  if (base64 === undefined || !(where === '' || where?.includes('c'))) return undefined;
  if (base64.length > Math.ceil(MOST_COPIED_BYTES / 3) * 4) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}

/** What a learner is told of it. */
export function copiedWords(node: string, text: string): string {
  const count = [...text].length;
  return `${node} copied ${count} ${count === 1 ? 'character' : 'characters'}.`;
}
