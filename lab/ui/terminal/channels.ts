import type { TerminalLink } from './terminal-link.ts';

/** A channel is one byte of each frame. */
const CHANNELS = 256;

/**
 * Gives out the channels of a link, one for each terminal. One that is given back comes up again last: what was still under way
 * to it has long arrived by then.
 */
export class Channels {
  readonly #taken = new Map<string, number>();
  #next = 0;

  /** The channel of a terminal; the same one until it is given back. */
  take(terminal: string): number {
    const known = this.#taken.get(terminal);
    if (known !== undefined) return known;
    const used = new Set(this.#taken.values());
    if (used.size === CHANNELS) throw new RangeError('all channels of the page are in use');
    while (used.has(this.#next)) this.#next = (this.#next + 1) % CHANNELS;
    const channel = this.#next;
    this.#next = (channel + 1) % CHANNELS;
    this.#taken.set(terminal, channel);
    return channel;
  }

  giveBack(terminal: string): void {
    this.#taken.delete(terminal);
  }
}

const ofLinks = new WeakMap<TerminalLink, Channels>();

/** The channels of a link: all who open terminals on it share them. */
export function channelsOf(link: TerminalLink): Channels {
  const known = ofLinks.get(link);
  if (known) return known;
  const channels = new Channels();
  ofLinks.set(link, channels);
  return channels;
}
