import { type ClientMessage, LabError, MAX_PASTE_BYTES } from '../../contract/index.ts';
import { TokenBucket } from '../terminal/index.ts';

/** What a page may send, in points: far more than a person at it can, and little enough that others are not held up. */
const RATE = { burst: 4000, perSecond: 400 };
/** What the server does for a message, in the same points; a key costs a quarter. */
const KEYS_COST = 0.25;
const COST_OF_BYTES = 1 / 4096;
const WRONG_COST = 20;
const ORDINARY_COST = 1;
const COSTS: Partial<Record<ClientMessage['type'], number>> = {
  ackOutput: 0.1,
  resizeTerminal: 10,
  // The screen is drawn, or a program is run in a node.
  openTerminal: 40,
  newShell: 40,
  endShell: 40,
  record: 40,
  runBlock: 40,
  saveBlock: 40,
  openStep: 40,
  answer: 40,
  fault: 40,
  resetSandbox: 40,
  goToModule: 40,
};
/** Messages beyond the rate are dropped, and said to be; a page that goes on all the same is closed. */
const PATIENCE = { burst: 200, perSecond: 2 };
const TELL_EVERY_MS = 1000;

export interface PageGuardOptions {
  readonly now: () => number;
  /** Something of the page was dropped. */
  readonly tell: (error: LabError) => void;
  /** The page does not stop. */
  readonly end: (because: string) => void;
}

interface ChannelCount {
  sent: number;
  acked: number;
}

/** What a page may send: how often, and about which of its terminals. Keeps count, so that a wrong frame is found to be one. */
export class PageGuard {
  readonly #o: PageGuardOptions;
  readonly #rate: TokenBucket;
  readonly #patience: TokenBucket;
  /** Every channel that was ever opened here: what a page sent before it heard of an end is no mistake. */
  readonly #counts = new Map<number, ChannelCount>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: PageGuardOptions) {
    this.#o = options;
    this.#rate = new TokenBucket(RATE, options.now);
    this.#patience = new TokenBucket(PATIENCE, options.now);
  }

  /** Whether there is room for a message; of none that fits a schema the type is undefined. */
  admits(type: ClientMessage['type'] | undefined): boolean {
    return this.#take(type === undefined ? WRONG_COST : (COSTS[type] ?? ORDINARY_COST));
  }

  admitsBytes(bytes: number): boolean {
    return this.#take(KEYS_COST + bytes * COST_OF_BYTES);
  }

  /** A terminal is opened on the channel: its counts begin anew. */
  opened(channel: number): void {
    this.#counts.set(channel, { sent: 0, acked: 0 });
  }

  sent(channel: number, bytes: number): void {
    const count = this.#counts.get(channel);
    if (count) count.sent += bytes;
  }

  /** Throws LabError badMessage for a channel that was never opened. */
  known(channel: number): ChannelCount {
    const count = this.#counts.get(channel);
    if (count) return count;
    throw new LabError(
      'badMessage',
      `Terminal ${channel} was not opened on this page. Reload the page; nothing is lost.`,
    );
  }

  /** Throws LabError badMessage for a count that goes back or runs ahead of what was sent. */
  acked(channel: number, bytes: number): void {
    const count = this.known(channel);
    if (bytes < count.acked || bytes > count.sent) {
      throw new LabError(
        'badMessage',
        `This page says it has shown ${bytes} bytes of terminal ${channel}; ${count.sent} were sent, and ${count.acked} shown before. Reload the page; nothing is lost.`,
      );
    }
    count.acked = bytes;
  }

  #take(points: number): boolean {
    if (this.#rate.take(points)) return true;
    if (!this.#patience.take()) {
      this.#o.end('This page sends more than the lab takes. Reload it; nothing is lost.');
      return false;
    }
    const now = this.#o.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return false;
    this.#toldAt = now;
    this.#o.tell(
      new LabError(
        'tooMany',
        'This page sends more than the lab takes, so that some of it was dropped. Wait a moment.',
      ),
    );
    return false;
  }
}

/** Keeps what is typed while a terminal opens; throws LabError tooLarge, once nothing more is kept. */
export class EarlyKeys {
  readonly #kept: Uint8Array[] = [];
  #bytes = 0;

  keep(bytes: Uint8Array): void {
    if (this.#bytes + bytes.length > MAX_PASTE_BYTES) {
      throw new LabError(
        'tooLarge',
        'The terminal is still opening, and so much waits for it that the rest was dropped.',
      );
    }
    this.#bytes += bytes.length;
    this.#kept.push(bytes);
  }

  get all(): readonly Uint8Array[] {
    return this.#kept;
  }
}
