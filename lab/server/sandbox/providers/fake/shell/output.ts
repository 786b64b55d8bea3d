import type { ShellSize, ShellStream } from '../../../provider.ts';
import { FakeStream } from './stream.ts';

/** Output that waits for a reader before the program is held back. */
const HOLD_BACK_BYTES = 64 * 1024;

/** What is done with input and new sizes, whichever stream they come by. */
export interface Inbox {
  typed(text: string): void;
  resized(size: ShellSize): void;
}

/** A shell's one output for all its streams; the program waits for the slowest reader. */
export class ShellOutput {
  readonly #inbox: Inbox;
  readonly #streams = new Set<FakeStream>();
  #waiting: (() => void)[] = [];

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  /** A stream of its own, which breaks when the signal comes. */
  open(size: ShellSize, released: AbortSignal): ShellStream {
    const decoder = new TextDecoder();
    const onRelease = () => stream.end('broken');
    const stream = new FakeStream({
      typed: (bytes) => this.#inbox.typed(decoder.decode(bytes, { stream: true })),
      resized: (next) => this.#inbox.resized(next),
      relieved: () => {
        if (!stream.isOpen) {
          this.#streams.delete(stream);
          released.removeEventListener('abort', onRelease);
        }
        this.#letGoOn();
      },
    });
    released.addEventListener('abort', onRelease, { once: true });
    this.#streams.add(stream);
    this.#inbox.resized(size);
    return stream;
  }

  /** Resolves when there is room again. */
  write(text: string): void | Promise<void> {
    if (text === '') return;
    const bytes = new TextEncoder().encode(text);
    for (const stream of [...this.#streams]) stream.deliver(bytes);
    if (this.#isFull) return new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  end(why: 'ended' | 'broken'): void {
    for (const stream of [...this.#streams]) stream.end(why);
    this.#streams.clear();
    this.#letGoOn();
  }

  get #isFull(): boolean {
    return [...this.#streams].some((stream) => stream.heldBytes > HOLD_BACK_BYTES);
  }

  #letGoOn(): void {
    if (this.#waiting.length === 0 || this.#isFull) return;
    for (const go of this.#waiting.splice(0)) go();
  }
}
