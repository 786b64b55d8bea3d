import { type ClientMessage, LabError, type WatcherView } from '../../contract/index.ts';
import type { SeatRecord } from '../store/index.ts';
import type { AttachAs, Person, Presence } from '../terminal/index.ts';

/** What a page that watches may send: what only concerns its own view, and the question for the keyboard. */
const WATCHER_MAY: Readonly<Record<ClientMessage['type'], boolean>> = {
  openTerminal: true,
  closeTerminal: true,
  ackOutput: true,
  // The terminal refuses the size itself: it counts when this page was given the keyboard.
  resizeTerminal: true,
  askKeyboard: true,
  giveKeyboardBack: true,
  answerKeyboard: false,
  takeKeyboardBack: false,
  newShell: false,
  endShell: false,
  runBlock: false,
  interrupt: false,
  record: false,
  saveBlock: false,
  openStep: false,
  answer: false,
  fault: false,
  resetSandbox: false,
  goToModule: false,
  looking: true,
  ping: true,
};

/** A learner at a terminal of the own seat. */
export function learnerOf({ id, name }: SeatRecord): AttachAs {
  return { person: { id, name, role: 'learner' }, mode: 'drive' };
}

/** A page that watches a seat: who is at it, and the terminals that are open there. */
export class Watcher {
  /** At every terminal of the seat. */
  readonly as: AttachAs;
  readonly #onChange: () => void;
  readonly #terminals = new Map<number, WatcherView['terminals'][number]>();

  constructor(person: Person, onChange: () => void) {
    this.as = { person, mode: 'watch' };
    this.#onChange = onChange;
  }

  get view(): WatcherView {
    const { name, role } = this.as.person;
    return { name, role, terminals: [...this.#terminals.values()] };
  }

  /** Throws LabError onlyWatching for a message that would change something; what is not in the table would. */
  mustAllow(type: ClientMessage['type']): void {
    if (WATCHER_MAY[type] === true) return;
    throw new LabError(
      'onlyWatching',
      'This page only watches. What changes the seat, its guide or its nodes is done on the learner’s own page.',
    );
  }

  opened(channel: number, node: string, shell: string): void {
    this.#terminals.set(channel, { node, shell, mode: 'watch', asks: false });
    this.#onChange();
  }

  /** Takes what a terminal says of its viewers: this page may type there now, or asks to. */
  seen(channel: number, { you, viewers }: Presence): void {
    const known = this.#terminals.get(channel);
    const own = viewers.find((viewer) => viewer.viewer === you);
    if (!known || !own || (known.mode === own.mode && known.asks === own.asks)) return;
    this.#terminals.set(channel, { ...known, mode: own.mode, asks: own.asks });
    this.#onChange();
  }

  closed(channel: number): void {
    if (this.#terminals.delete(channel)) this.#onChange();
  }
}
