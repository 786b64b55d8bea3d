import { TERMINAL_WINDOW_BYTES } from '../../contract/index.ts';
import type { ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import type { Viewer } from './viewer.ts';

/** Output under way falls below this before more is sent; more than what a page holds back from acknowledging. */
export const LOW_WATER_BYTES = TERMINAL_WINDOW_BYTES / 4;
/** A watcher that lags is drawn the screen again at most so often: drawing 2000 lines takes 25 to 40 ms. */
const REDRAW_MS = 500;
/** A picture goes out in pieces, so that other frames on the same socket get in between. */
const PIECE_BYTES = 64 * 1024;

/** What a feed asks of its terminal: the screen after all that was delivered so far. */
export type DrawScreen = () => Promise<Uint8Array>;

type FeedState =
  /** Attached, not yet shown anything. */
  | 'new'
  /** The screen is being drawn; output since then is held. */
  | 'drawing'
  /** The screen is being drawn, and too much came meanwhile: it will be drawn once more. */
  | 'overrun'
  | 'live'
  /** Did not keep up: skips output until it has consumed what it has. */
  | 'behind'
  | 'closed';

/** The way of a terminal's output to one viewer: screen first, then live, never more under way than the window. */
export class ViewerFeed {
  readonly #viewer: Viewer;
  readonly #draw: DrawScreen;
  readonly #clock: Clock;
  #state: FeedState = 'new';
  #sent = 0;
  #acked = 0;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #cancelRedraw: (() => void) | undefined;
  /** The size the viewer shows, as far as it was told or asked for. */
  #shown: ShellSize;
  /** What the viewer would like. */
  wanted: ShellSize;

  constructor(viewer: Viewer, size: ShellSize, o: { draw: DrawScreen; clock: Clock }) {
    this.#viewer = viewer;
    this.#draw = o.draw;
    this.#clock = o.clock;
    this.#shown = size;
    this.wanted = size;
  }

  /** Whether so much is under way that the source should wait for this viewer. */
  get isFull(): boolean {
    return this.#sent - this.#acked + this.#heldBytes > TERMINAL_WINDOW_BYTES;
  }

  /** Whether so little is under way that a source that waited can go on. */
  get isDrained(): boolean {
    return this.#sent - this.#acked + this.#heldBytes < LOW_WATER_BYTES;
  }

  get hasStarted(): boolean {
    return this.#state !== 'new';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Draws the screen, then goes live. */
  start(size: ShellSize): void {
    if (this.#state !== 'new') return;
    this.#drawScreen();
    this.showSize(size);
  }

  /** Output of the shell. `isDriver`: the source waits for this viewer, so it may hold and send more than the window. */
  frame(bytes: Uint8Array, isDriver: boolean): void {
    if (this.#state === 'drawing') {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
      if (!isDriver && this.isFull) {
        this.#dropHeld();
        this.#state = 'overrun';
      }
    } else if (this.#state === 'live') {
      if (!isDriver && this.isFull) this.#state = 'behind';
      else this.#send(bytes);
    }
  }

  /** The screen became another one by more than output: draws it again. */
  redraw(): void {
    if (this.#state === 'live') this.#drawScreen();
    else if (this.#state === 'drawing') {
      this.#dropHeld();
      this.#state = 'overrun';
    }
  }

  showSize(size: ShellSize): void {
    if (this.#state === 'closed' || this.#state === 'new') return;
    if (size.cols === this.#shown.cols && size.rows === this.#shown.rows) return;
    this.#shown = size;
    this.#viewer.resized(size);
  }

  /** The viewer shows this size by itself. `isShared`: other sizes may be under way to it, so it is told which one holds. */
  resizedItself(size: ShellSize, isShared: boolean): void {
    this.wanted = size;
    this.#shown = size;
    if (isShared && this.hasStarted && !this.isClosed) this.#viewer.resized(size);
  }

  /** The viewer would like a size that another's overrules: it is told which one holds. */
  keepSize(wanted: ShellSize, holds: ShellSize): void {
    this.wanted = wanted;
    this.#shown = holds;
    if (this.hasStarted && !this.isClosed) this.#viewer.resized(holds);
  }

  /** Tells the end, which is the last thing this viewer is told. */
  end(because: string): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#viewer.ended(because);
  }

  /** A count that is no count, goes back or runs ahead of what was sent is not believed. */
  ack(bytes: number): void {
    if (!Number.isFinite(bytes) || bytes <= this.#acked) return;
    this.#acked = Math.min(bytes, this.#sent);
    this.#catchUp();
  }

  close(): void {
    this.#state = 'closed';
    this.#cancelRedraw?.();
    this.#dropHeld();
  }

  #drawScreen(): void {
    // Asked first: asking delivers what was waiting, which the picture has already.
    const picture = this.#draw();
    this.#state = 'drawing';
    this.#drawnAt = this.#clock.now();
    void picture.then((bytes) => this.#drawn(bytes));
  }

  #drawn(picture: Uint8Array): void {
    if (this.#state === 'closed') return;
    for (let at = 0; at < picture.length; at += PIECE_BYTES) this.#send(picture.subarray(at, at + PIECE_BYTES));
    const held = this.#held;
    this.#dropHeld();
    if (this.#state === 'overrun') {
      this.#state = 'behind';
      this.#catchUp();
      return;
    }
    this.#state = 'live';
    for (const bytes of held) this.#send(bytes);
  }

  #send(bytes: Uint8Array): void {
    this.#sent += bytes.length;
    this.#viewer.send(bytes);
  }

  #catchUp(): void {
    if (this.#state !== 'behind' || this.#cancelRedraw || this.#sent - this.#acked >= LOW_WATER_BYTES) return;
    const wait = this.#drawnAt + REDRAW_MS - this.#clock.now();
    if (wait <= 0) {
      this.#drawScreen();
      return;
    }
    this.#cancelRedraw = this.#clock.after(wait, () => {
      this.#cancelRedraw = undefined;
      this.#catchUp();
    });
  }

  #dropHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }
}
