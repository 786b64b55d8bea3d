import type { Clock } from './clock.ts';

/** More than this within the time is a flood: no person reads it, and the source is a program that only prints. */
const FLOOD_BYTES = 256 * 1024;
const WINDOW_MS = 100;
/** How long a flood is taken to go on. */
const LASTS_MS = 300;

/** In a flood a screen looks at the output only so often, as most of it need then never be parsed. */
export const FLOOD_WAIT_MS = 250;
export const FLOOD_WAIT_BYTES = 1024 * 1024;

/** Tells a flood of output from ordinary output, by its speed. */
export class Flood {
  readonly #clock: Clock;
  #windowStart = Number.NEGATIVE_INFINITY;
  #windowBytes = 0;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether output comes so fast that most of it is never seen. */
  get isOn(): boolean {
    return this.#clock.now() < this.#until;
  }

  note(bytes: number): void {
    const now = this.#clock.now();
    if (now - this.#windowStart > WINDOW_MS) {
      this.#windowStart = now;
      this.#windowBytes = 0;
    }
    this.#windowBytes += bytes;
    if (this.#windowBytes >= FLOOD_BYTES) this.#until = now + LASTS_MS;
  }
}
