const ESC = '\x1b';
/** Final bytes of the keys that are sent one way or the other, as the program asked for. */
const CURSOR_KEYS: Readonly<Record<string, string>> = {
  ArrowUp: 'A',
  ArrowDown: 'B',
  ArrowRight: 'C',
  ArrowLeft: 'D',
  Home: 'H',
  End: 'F',
};
const OTHER_KEYS: Readonly<Record<string, string>> = { Escape: ESC, Tab: '\t', 'Ctrl+C': '\x03' };

/** What a key of the row of keys sends; a sign sends itself. */
export function keyBytes(key: string, isApplicationMode: boolean): string {
  const final = CURSOR_KEYS[key];
  if (final !== undefined) return `${ESC}${isApplicationMode ? 'O' : '['}${final}`;
  return OTHER_KEYS[key] ?? key;
}
