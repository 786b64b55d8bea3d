import type { ViewerView } from '../../contract/index.ts';

/** Who looks at a terminal, and which of them is this page. */
export interface TerminalPresence {
  readonly you: number;
  readonly viewers: readonly ViewerView[];
  /** How it stands with this page's request for the keyboard. */
  readonly says?: string;
}

/** Who is at the terminals of a page, and how their keyboards are handed over. */
export interface KeyboardLink {
  /** Whether this page came to watch. */
  readonly watches: boolean;
  /** By channel; undefined until the server has said. */
  of(channel: number): TerminalPresence | undefined;
  ask(channel: number): void;
  answer(channel: number, viewer: number, give: boolean): void;
  takeBack(channel: number, viewer: number): void;
  giveBack(channel: number): void;
}

/** Whether keys of this page count at a terminal. */
export function mayType(keyboard: KeyboardLink | undefined, channel: number): boolean {
  const presence = keyboard?.of(channel);
  const own = presence?.viewers.find(({ viewer }) => viewer === presence.you);
  return own ? own.mode === 'drive' : !keyboard?.watches;
}
