import { shallowReactive } from 'vue';
import type { ServerMessage } from '../../contract/index.ts';
import type { KeyboardLink, TerminalPresence } from '../terminal/index.ts';
import type { Line } from './line.ts';

/** Who is at the terminals of a page, over a line. */
export class LineKeyboard implements KeyboardLink {
  readonly watches: boolean;
  readonly #line: Line;
  readonly #presence = shallowReactive(new Map<number, TerminalPresence>());

  constructor(line: Line, watches: boolean) {
    this.#line = line;
    this.watches = watches;
  }

  of(channel: number): TerminalPresence | undefined {
    return this.#presence.get(channel);
  }

  ask(channel: number): void {
    this.#line.send({ type: 'askKeyboard', channel });
  }

  answer(channel: number, viewer: number, give: boolean): void {
    this.#line.send({ type: 'answerKeyboard', channel, viewer, give });
  }

  takeBack(channel: number, viewer: number): void {
    this.#line.send({ type: 'takeKeyboardBack', channel, viewer });
  }

  giveBack(channel: number): void {
    this.#line.send({ type: 'giveKeyboardBack', channel });
  }

  /** Takes what concerns a terminal's viewers; what a channel showed before is forgotten when it opens again or ends. */
  receive(message: ServerMessage): void {
    if (message.type === 'viewers') {
      const { type: _type, channel, ...presence } = message;
      this.#presence.set(channel, presence);
    } else if (message.type === 'terminalOpened' || message.type === 'terminalEnded') {
      this.#presence.delete(message.channel);
    } else if (message.type === 'welcome') {
      this.#presence.clear();
    }
  }
}
