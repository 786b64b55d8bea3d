import type { PreviewAnswer } from '../../contract/index.ts';
import { hostOf, labelOf, type Target } from './target.ts';
import type { Seen } from './view.ts';

/** A page may be open as localhost, as 127.0.0.1, and in development from another port. */
const MAX_OPENERS = 6;

/** More than a person opens; the one that was opened first goes. */
const MAX_PER_SEAT = 200;

/** What ends with a seat: a request that is under way, or an upgraded connection. */
interface Running {
  readonly seat: string;
  end(): void;
}

/** The previews that were asked for, by key, and what runs through them. */
export class Registry {
  readonly #keyOf: (text: string) => string;
  readonly #seen = new Map<string, Seen>();
  readonly #running = new Set<Running>();

  /** `keyOf` gives the same unguessable key for the same text, also after a restart: open pages go on. */
  constructor(keyOf: (text: string) => string) {
    this.#keyOf = keyOf;
  }

  open(target: Target, opener?: string): PreviewAnswer {
    const key = this.#keyOf(JSON.stringify([target.seat, target.node, target.port, target.host ?? null]));
    const before = this.#seen.get(key)?.openers ?? [];
    const openers = opener === undefined || before.includes(opener) ? before : [...before, opener].slice(-MAX_OPENERS);
    this.#seen.delete(key);
    this.#seen.set(key, { target, key, openers });
    const own = [...this.#seen.values()].filter((one) => one.target.seat === target.seat);
    if (own.length > MAX_PER_SEAT) this.#seen.delete(own[0]?.key ?? '');
    const label = labelOf(target);
    return { key, label, host: hostOf(target, label) ?? target.node };
  }

  find(key: string | undefined): Seen | undefined {
    return key === undefined ? undefined : this.#seen.get(key);
  }

  countOf(seat: string): number {
    return [...this.#running].filter((one) => one.seat === seat).length;
  }

  /** Notes what is under way; the returned function takes it off the list. */
  note(running: Running): () => void {
    this.#running.add(running);
    return () => void this.#running.delete(running);
  }

  endSeat(seat: string): void {
    for (const [key, { target }] of this.#seen) if (target.seat === seat) this.#seen.delete(key);
    for (const one of [...this.#running]) if (one.seat === seat) one.end();
  }

  close(): void {
    this.#seen.clear();
    for (const one of [...this.#running]) one.end();
  }
}
