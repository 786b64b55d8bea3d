import type { ShellSize, ShellStream } from '../../../provider.ts';

/** Where a shell takes input and sizes from, and whom it tells that a stream went. */
export interface StreamHost {
  typed(bytes: Uint8Array): void;
  resized(size: ShellSize): void;
  /** A reader took output or went: whoever waits may go on. */
  relieved(stream: FakeStream): void;
}

type Why = 'ended' | 'broken';

/** One viewer's stream onto a shell. Output waits in it until somebody listens and while it is paused. */
export class FakeStream implements ShellStream {
  readonly #host: StreamHost;
  readonly #data: ((bytes: Uint8Array) => void)[] = [];
  readonly #ends: ((why: Why) => void)[] = [];
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isPaused = false;
  #isOpen = true;
  #why: Why | undefined;

  constructor(host: StreamHost) {
    this.#host = host;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Output of the shell. */
  deliver(bytes: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#flush();
  }

  /** The shell is gone, or the lab let go of it; what waits is still read. */
  end(why: Why): void {
    this.#why ??= why;
    this.#flush();
  }

  write(bytes: Uint8Array): void {
    if (this.#isOpen && !this.#why) this.#host.typed(bytes);
  }

  resize(size: ShellSize): void {
    if (this.#isOpen && !this.#why) this.#host.resized(size);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data.push(listener);
    this.#flush();
  }

  onEnd(listener: (why: Why) => void): void {
    if (this.#why && !this.#isOpen) listener(this.#why);
    else this.#ends.push(listener);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flush();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#held = [];
    this.#heldBytes = 0;
    this.#host.relieved(this);
  }

  #flush(): void {
    while (this.#isOpen && !this.#isPaused && this.#data.length > 0) {
      const bytes = this.#held.shift();
      if (!bytes) break;
      this.#heldBytes -= bytes.length;
      for (const listener of this.#data) listener(bytes);
    }
    // Nobody listens to a stream that ends unread: its end must not wait for that.
    const isRead = this.#held.length === 0 || this.#data.length === 0 || this.#why === 'broken';
    if (this.#why && this.#isOpen && isRead) this.#finish(this.#why);
    else if (this.#isOpen) this.#host.relieved(this);
  }

  #finish(why: Why): void {
    this.close();
    for (const listener of this.#ends) listener(why);
  }
}
