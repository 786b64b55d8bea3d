import type { ViewerRole, ViewerView, WatcherView } from '../../contract/index.ts';
import type { TerminalPresence } from './keyboard-link.ts';

/** What the server calls an instructor who gave no name. */
const NO_NAME = 'The instructor';

/** A person as others read of them. */
export function personWords({ name, role }: { readonly name: string; readonly role: ViewerRole }): string {
  return role === 'instructor' && name !== NO_NAME ? `${name} (instructor)` : name;
}

/** A viewer of a terminal in one line, as for its badge. */
export function viewerWords(viewer: ViewerView, { you, viewers }: TerminalPresence): string {
  const own = viewers.find((other) => other.viewer === you);
  const isYou = viewer.viewer === you;
  const isYours = !isYou && viewer.name === own?.name && viewer.role === own.role;
  const who = isYou ? 'You' : isYours ? 'You, on another page' : personWords(viewer);
  if (viewer.types) return `${who}: typing now`;
  if (viewer.asks) return `${who}: asking for the keyboard`;
  return `${who}: ${viewer.mode === 'drive' ? 'may type' : 'only watching'}`;
}

/** Who came or left between two states, as sentences for a screen reader. */
export function arrivalWords(before: TerminalPresence | undefined, now: TerminalPresence | undefined): string {
  if (!before || !now || before.you !== now.you) return '';
  const isIn = (list: readonly ViewerView[], viewer: ViewerView) =>
    list.some((other) => other.viewer === viewer.viewer);
  const came = now.viewers.filter((viewer) => !isIn(before.viewers, viewer));
  const left = before.viewers.filter((viewer) => !isIn(now.viewers, viewer));
  return [
    ...came.map((viewer) => `${personWords(viewer)} ${viewer.mode === 'watch' ? 'watches' : 'is here too'}.`),
    ...left.map((viewer) => `${personWords(viewer)} left.`),
  ].join(' ');
}

/** What somebody who watches the seat does, as a sentence without its full stop. */
export function watcherWords(watcher: WatcherView): string {
  const who = personWords(watcher);
  const nodesOf = (terminals: WatcherView['terminals']) => listed([...new Set(terminals.map(({ node }) => node))]);
  const asked = watcher.terminals.filter((terminal) => terminal.asks);
  if (asked.length > 0) return `${who} asks for the keyboard of ${nodesOf(asked)}`;
  const typed = watcher.terminals.filter((terminal) => terminal.mode === 'drive');
  if (typed.length > 0) return `${who} may type on ${nodesOf(typed)}`;
  return watcher.terminals.length > 0 ? `${who} watches ${nodesOf(watcher.terminals)}` : `${who} watches`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
