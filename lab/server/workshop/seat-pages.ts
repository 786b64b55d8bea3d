import { LabError, MAX_PAGES_PER_SEAT, type ServerMessage } from '../../contract/index.ts';
import { TokenBucket } from '../terminal/index.ts';
import type { Page } from './page.ts';

/** Pages that may come at a stretch and then in a second; each is sent the whole cluster. */
const ARRIVALS = { burst: 60, perSecond: 2 };

/** The pages that are open on a seat: the learner's own, and those that watch. */
export class SeatPages {
  readonly #own = new Set<Page>();
  readonly #watching = new Set<Page>();
  readonly #arrivals: TokenBucket;

  constructor(now: () => number) {
    this.#arrivals = new TokenBucket(ARRIVALS, now);
  }

  /** How many pages of the learner's own there are. */
  get size(): number {
    return this.#own.size;
  }

  get all(): readonly Page[] {
    return [...this.#own, ...this.#watching];
  }

  get isLooking(): boolean {
    return this.all.some((page) => page.looking);
  }

  /** Throws LabError tooMany when the seat has as many pages of a kind as it may have, or they come too quickly. */
  mustHaveRoom(isWatching: boolean): void {
    if ((isWatching ? this.#watching : this.#own).size >= MAX_PAGES_PER_SEAT) {
      const pages = `${isWatching ? 'watched from' : 'open in'} ${MAX_PAGES_PER_SEAT} pages`;
      throw new LabError('tooMany', `This seat is ${pages}, which is as many as it may. Close one first.`);
    }
    if (!this.#arrivals.take()) throw new LabError('tooMany', 'Pages of this seat open too quickly. Wait a moment.');
  }

  add(page: Page): void {
    (page.watcher ? this.#watching : this.#own).add(page);
  }

  /** Whether it was there. */
  remove(page: Page): boolean {
    return this.#own.delete(page) || this.#watching.delete(page);
  }

  broadcast(message: ServerMessage): void {
    for (const page of this.#own) page.sink.send(message);
    for (const page of this.#watching) page.sink.send(message);
  }

  /** Who watches, as every page is told. */
  get watchers(): ServerMessage {
    const watchers = [...this.#watching].flatMap(({ watcher }) => (watcher ? [watcher.view] : []));
    return { type: 'watchers', watchers };
  }
}
