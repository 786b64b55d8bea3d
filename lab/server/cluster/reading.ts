/** How a thing is read, and what to do with it. */
export interface ReadingOptions {
  /** Reads and takes in what was found; must end with its signal, and handle its own errors. */
  readonly read: (signal: AbortSignal) => Promise<void>;
  /** Two reads begin at least this far apart. */
  readonly gapMs: number;
  readonly now: () => number;
  /** Ends it for good. */
  readonly signal: AbortSignal;
}

/** One thing that is read again and again: never twice at once; whoever asks during a read gets one more after it. */
export class Reading {
  /** When the last read began, by the clock that was passed in. */
  begunAt = Number.NEGATIVE_INFINITY;
  readonly #o: ReadingOptions;
  #running?: Promise<void>;
  #timer?: NodeJS.Timeout;
  #again = false;
  #waiting: (() => void)[] = [];

  constructor(options: ReadingOptions) {
    this.#o = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  get isBusy(): boolean {
    return this.#running !== undefined || this.#timer !== undefined;
  }

  /** Reads as soon as the gap allows. */
  request(): void {
    if (this.#o.signal.aborted) return;
    if (this.#running) this.#again = true;
    else if (!this.#timer) this.#schedule();
  }

  /** Reads at once and resolves when a read that began after this call has ended. */
  fresh(): Promise<void> {
    if (this.#o.signal.aborted) return Promise.resolve();
    const done = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#running) this.#again = true;
    else this.#begin();
    return done;
  }

  #schedule(): void {
    const waitMs = this.begunAt + this.#o.gapMs - this.#o.now();
    if (!(waitMs > 0)) this.#begin();
    else this.#timer = setTimeout(() => this.#begin(), Math.min(waitMs, this.#o.gapMs));
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
    this.begunAt = this.#o.now();
    const served = this.#waiting;
    this.#waiting = [];
    this.#running = this.#o.read(this.#o.signal).finally(() => {
      this.#running = undefined;
      for (const resolve of served) resolve();
      if (this.#o.signal.aborted) this.#stop();
      else if (this.#waiting.length > 0) this.#begin();
      else if (this.#again) this.#schedule();
    });
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }
}
