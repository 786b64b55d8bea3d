import { LabError, MAX_TERMINAL_VIEWERS, type ViewerView } from '../../contract/index.ts';
import type { ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import type { AttachAs, Person, Viewer } from './viewer.ts';
import type { ViewerFeed } from './viewer-feed.ts';

/** Somebody counts as typing for so long after a key. */
const TYPES_MS = 2000;
const WATCHES_ONLY =
  'You watch this terminal: keys and sizes of this page are not passed on. Ask for the keyboard to type.';

/** Who attaches without a name is the lab itself. */
const THE_LAB: AttachAs = { person: { id: 'lab', name: 'The lab', role: 'learner' }, mode: 'drive' };

/** A viewer of a terminal, and what it may do. */
export interface ViewerEntry {
  readonly id: number;
  readonly viewer: Viewer;
  readonly feed: ViewerFeed;
  readonly person: Person;
  /** Whether it came to watch; it may have been given the keyboard since. */
  readonly isGuest: boolean;
  mayType: boolean;
  asks: boolean;
  says?: string;
  typedAt?: number;
  wasRefused: boolean;
}

/** Who looks at a terminal, who of them may type, and who asks to. */
export class Viewers {
  readonly #node: string;
  readonly #clock: Clock;
  /** Who typed or resized last comes last. */
  #all: ViewerEntry[] = [];
  #count = 0;

  constructor(node: string, clock: Clock) {
    this.#node = node;
    this.#clock = clock;
  }

  /** The one whose size wins and whom the source waits for: who typed or resized last, a guest only where nobody else types. */
  get driver(): ViewerEntry | undefined {
    return (
      this.#all.findLast((entry) => entry.mayType && !entry.isGuest) ?? this.#all.findLast((entry) => entry.mayType)
    );
  }

  get areThere(): boolean {
    return this.#all.length > 0;
  }

  get areSeveral(): boolean {
    return this.#all.length > 1;
  }

  /** Output for everybody. */
  frame(bytes: Uint8Array): void {
    const driver = this.driver;
    for (const entry of this.#all) entry.feed.frame(bytes, entry === driver);
  }

  /** The screen became another one by more than output. */
  redraw(): void {
    for (const { feed } of this.#all) feed.redraw();
  }

  showSize(size: ShellSize): void {
    for (const { feed } of this.#all) feed.showSize(size);
  }

  add(viewer: Viewer, feed: ViewerFeed, as: AttachAs = THE_LAB): ViewerEntry {
    if (this.#all.length >= MAX_TERMINAL_VIEWERS) {
      throw new LabError(
        'tooMany',
        `The terminal of ${this.#node} is open ${MAX_TERMINAL_VIEWERS} times, and more are not let in. Close a page that shows it, then try again.`,
      );
    }
    const isGuest = as.mode === 'watch';
    this.#count += 1;
    const entry: ViewerEntry = {
      id: this.#count,
      viewer,
      feed,
      person: as.person,
      isGuest,
      mayType: !isGuest,
      asks: false,
      wasRefused: false,
    };
    this.#all.unshift(entry);
    return entry;
  }

  /** A viewer has its screen: it and the others are told who is there, and who may type what was asked before. */
  arrived(entry: ViewerEntry): void {
    if (!this.#has(entry)) return;
    if (entry.mayType) this.#tellWaiting(entry);
    this.#tellAll();
  }

  /** Forgets a viewer and what it asked for. */
  remove(entry: ViewerEntry): void {
    if (!this.#has(entry)) return;
    this.#all = this.#all.filter((other) => other !== entry);
    if (!this.#all.some((other) => other.mayType)) this.#letWait();
    this.#tellAll();
  }

  /** Forgets all who have their screen, without telling anybody. */
  removeStarted(): readonly ViewerEntry[] {
    const started = this.#all.filter((entry) => entry.feed.hasStarted);
    this.#all = this.#all.filter((entry) => !started.includes(entry));
    return started;
  }

  close(): void {
    for (const { feed } of this.#all) feed.close();
    this.#all = [];
  }

  /** Whether what a viewer does counts; who only watches is told so, once. */
  admits(entry: ViewerEntry): boolean {
    if (entry.mayType) return true;
    if (!entry.wasRefused) entry.viewer.refused?.(WATCHES_ONLY);
    entry.wasRefused = true;
    return false;
  }

  /** A viewer takes the lead. */
  lead(entry: ViewerEntry): void {
    if (this.#all.at(-1) !== entry) this.#all = [...this.#all.filter((other) => other !== entry), entry];
  }

  /** A viewer typed. Told only where others are there to see it. */
  typed(entry: ViewerEntry): void {
    const wasTyping = entry.typedAt !== undefined;
    if (!wasTyping && !this.areSeveral) return;
    entry.typedAt = this.#clock.now();
    if (wasTyping) return;
    this.#clock.after(TYPES_MS, () => this.#lookAgain(entry));
    this.#tellAll();
  }

  ask(entry: ViewerEntry): void {
    if (entry.mayType) throw new LabError('badRequest', `You have the keyboard of ${this.#node} already.`);
    if (entry.asks) return;
    entry.asks = true;
    const typists = this.#all.filter((other) => other.mayType);
    entry.says = this.#waitWords(typists);
    for (const typist of typists) typist.viewer.keyboardAsked?.(viewOf(entry));
    this.#tellAll();
  }

  answer(by: ViewerEntry, viewer: number, give: boolean): void {
    const asker = this.#guest(by, viewer);
    if (!asker?.asks) throw this.#nobody('asks for the keyboard any more');
    asker.asks = false;
    asker.mayType = give;
    asker.says = give ? `${by.person.name} lets you type.` : `${by.person.name} would rather not now.`;
    this.#tellAll();
  }

  takeBack(by: ViewerEntry, viewer: number): void {
    const guest = this.#guest(by, viewer);
    if (!guest?.mayType) throw this.#nobody('has the keyboard of yours any more');
    guest.says = `${by.person.name} took the keyboard back.`;
    this.#onlyWatches(guest);
  }

  /** A guest types no longer, or asks no longer; for others nothing changes. */
  giveBack(entry: ViewerEntry): void {
    if (!entry.isGuest || !(entry.mayType || entry.asks)) return;
    delete entry.says;
    this.#onlyWatches(entry);
  }

  #onlyWatches(guest: ViewerEntry): void {
    guest.mayType = false;
    guest.asks = false;
    guest.wasRefused = false;
    delete guest.typedAt;
    if (!this.#all.some((other) => other.mayType)) this.#letWait();
    this.#tellAll();
  }

  #guest(by: ViewerEntry, viewer: number): ViewerEntry | undefined {
    // A guest may not hand on what is not theirs.
    if (!by.mayType || by.isGuest) {
      throw new LabError('onlyWatching', `Only who sits at ${this.#node} hands its keyboard over.`);
    }
    return this.#all.find((entry) => entry.id === viewer && entry.isGuest);
  }

  #nobody(what: string): LabError {
    return new LabError('badRequest', `Nobody of this number ${what}. The page may have been closed.`);
  }

  /** Who may type came while others asked. */
  #tellWaiting(typist: ViewerEntry): void {
    for (const entry of this.#all.filter((other) => other.asks)) {
      entry.says = this.#waitWords([typist]);
      typist.viewer.keyboardAsked?.(viewOf(entry));
    }
  }

  #letWait(): void {
    for (const entry of this.#all) if (entry.asks) entry.says = this.#waitWords([]);
  }

  #waitWords(typists: readonly ViewerEntry[]): string {
    const names = [...new Set(typists.map((typist) => typist.person.name))].join(' and ');
    return names === ''
      ? `Nobody has the terminal of ${this.#node} open to say yes. Your request waits until somebody has.`
      : `${names} is asked for the keyboard.`;
  }

  #lookAgain(entry: ViewerEntry): void {
    if (entry.typedAt === undefined) return;
    const left = entry.typedAt + TYPES_MS - this.#clock.now();
    if (left > 0) {
      this.#clock.after(left, () => this.#lookAgain(entry));
      return;
    }
    delete entry.typedAt;
    if (this.#has(entry)) this.#tellAll();
  }

  #has(entry: ViewerEntry): boolean {
    return this.#all.includes(entry);
  }

  #tellAll(): void {
    const viewers = this.#all.toSorted((a, b) => a.id - b.id).map(viewOf);
    for (const { id, viewer, feed, says } of this.#all) {
      if (feed.hasStarted && !feed.isClosed)
        viewer.seen?.({ you: id, viewers, ...(says === undefined ? {} : { says }) });
    }
  }
}

function viewOf({ id, person, mayType, isGuest, asks, typedAt }: ViewerEntry): ViewerView {
  const mode = mayType ? 'drive' : 'watch';
  return { viewer: id, name: person.name, role: person.role, mode, isGuest, asks, types: typedAt !== undefined };
}
