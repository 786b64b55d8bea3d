import type { Clock } from './clock.ts';

/*
 * Measured against ttyd and wetty: a plain 4 ms timer makes an echo 36 times slower; without the pause after input Ctrl+C in a
 * flood takes ten times as long; frames of 60 KB cost the page half of what frames of 4 KB do.
 */
const WINDOW_MS = 4;
const QUICK_BYTES = 2 * 1024;
const FRAME_BYTES = 64 * 1024;
const AFTER_INPUT_MS = 20;

/** Joins output into frames: little output goes at once, much of it once in 4 ms or at 64 KB, and at once while somebody types. */
export class OutputBatcher {
  readonly #clock: Clock;
  readonly #deliver: (frame: Uint8Array) => void;
  #parts: Uint8Array[] = [];
  #size = 0;
  #cancel: (() => void) | undefined;
  #windowStart = Number.NEGATIVE_INFINITY;
  #windowBytes = 0;
  #quickUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, deliver: (frame: Uint8Array) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  data(bytes: Uint8Array): void {
    const now = this.#clock.now();
    if (now - this.#windowStart > WINDOW_MS) {
      this.#windowStart = now;
      this.#windowBytes = 0;
    }
    this.#windowBytes += bytes.length;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    const quick = now < this.#quickUntil || (!this.#cancel && this.#windowBytes <= QUICK_BYTES);
    if (quick || this.#size >= FRAME_BYTES) this.flush();
    else this.#cancel ??= this.#clock.after(WINDOW_MS, () => this.flush());
  }

  /** Somebody typed: what comes next is most likely the answer. */
  input(): void {
    this.#quickUntil = this.#clock.now() + AFTER_INPUT_MS;
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const [first, ...more] = this.#parts;
    if (!first) return;
    const frame = more.length === 0 ? first : Buffer.concat(this.#parts, this.#size);
    this.#parts = [];
    this.#size = 0;
    this.#deliver(frame);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#parts = [];
    this.#size = 0;
  }
}
