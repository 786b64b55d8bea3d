import { WebLinksAddon } from '@xterm/addon-web-links';
import type { IBufferCellPosition, IBufferLine, ILink, Terminal } from '@xterm/xterm';
import { BARE_ADDRESS, type LinkTarget } from './link-target.ts';

/** What is done with the links on a screen. */
export interface LinkEvents {
  /** Where a text leads; nothing when it is no link here. */
  targetOf(text: string): LinkTarget | undefined;
  open(target: LinkTarget): void;
  /** The pointer is over a link, at this place of the window; or no longer. */
  hover(target: LinkTarget | undefined, at: { readonly x: number; readonly y: number }): void;
}

/** Makes addresses on a screen links: those with a scheme, those that programs give a text of their own (OSC 8), and bare ones. */
export function addLinks(terminal: Terminal, events: LinkEvents): void {
  const open = (event: MouseEvent, text: string) => {
    const target = event.button === 0 ? events.targetOf(text) : undefined;
    if (target) events.open(target);
  };
  const hover = (event: MouseEvent, text: string) =>
    events.hover(events.targetOf(text), { x: event.clientX, y: event.clientY });
  const leave = (event: MouseEvent) => events.hover(undefined, { x: event.clientX, y: event.clientY });
  terminal.loadAddon(new WebLinksAddon(open, { hover, leave }));
  // Only http and https come here: that is the emulator's rule.
  terminal.options.linkHandler = { activate: open, hover, leave };
  terminal.registerLinkProvider({
    provideLinks(y, answer) {
      const line = terminal.buffer.active.getLine(y - 1);
      const found = line ? bareAddresses(line, y).filter(({ text }) => events.targetOf(text)) : [];
      answer(found.length > 0 ? found.map((link) => ({ ...link, activate: open, hover, leave })) : undefined);
    },
  });
}

/** The bare addresses in a line; one that goes on in the next line is not looked for. */
function bareAddresses(line: IBufferLine, y: number): Pick<ILink, 'text' | 'range'>[] {
  const { text, columns } = signsOf(line);
  return [...text.matchAll(BARE_ADDRESS)].map((match) => {
    const place = (index: number): IBufferCellPosition => ({ x: (columns[index] ?? 0) + 1, y });
    return { text: match[0], range: { start: place(match.index), end: place(match.index + match[0].length - 1) } };
  });
}

/** The text of a line, and for each of its units the column it is in: a sign may have several units, or take two columns. */
function signsOf(line: IBufferLine): { text: string; columns: number[] } {
  let text = '';
  const columns: number[] = [];
  for (let column = 0; column < line.length; column++) {
    const cell = line.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const signs = cell.getChars() || ' ';
    text += signs;
    columns.push(...Array.from(signs.split(''), () => column));
  }
  return { text, columns };
}
