/** The tab that a key goes to from another; undefined when the key is for something else. */
export function tabAfter<T>(tabs: readonly T[], from: T, key: string): T | undefined {
  const at = tabs.indexOf(from);
  switch (key) {
    case 'ArrowLeft':
      return tabs.at((at - 1) % tabs.length);
    case 'ArrowRight':
      return tabs.at((at + 1) % tabs.length);
    case 'Home':
      return tabs[0];
    case 'End':
      return tabs.at(-1);
    default:
      return undefined;
  }
}
