import type { Terminal } from '@xterm/xterm';
import { readClipboardRequest } from './clipboard-request.ts';

/** What a program may ask of the page beside showing text. */
export interface ProgramEvents {
  bell(): void;
  title(text: string): void;
  /** It wants a text on the clipboard. */
  copy(text: string): void;
}

const CLIPBOARD_SEQUENCE = 52;
const MOST_TITLE = 80;

/** Hears what programs ask for by their output. */
export function hearPrograms(terminal: Terminal, events: ProgramEvents): void {
  terminal.onBell(() => events.bell());
  terminal.onTitleChange((title) => events.title(cleanTitle(title)));
  terminal.parser.registerOscHandler(CLIPBOARD_SEQUENCE, (data) => {
    const text = readClipboardRequest(data);
    if (text !== undefined) events.copy(text);
    return true;
  });
}

/** A title of one short line, without what could turn the page's own words round. */
function cleanTitle(title: string): string {
  return [...title.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim()]
    .slice(0, MOST_TITLE)
    .join('');
}
