import type { ShellStream } from './provider.ts';

/** The mark after a prompt (OSC 133;B): the shell waits for a line. */
const PROMPT_END = '\u001b]133;B';

/** Reads a shell in tests: what it showed so far, and waiting for more. */
export class ShellReader {
  readonly stream: ShellStream;
  readonly end: Promise<'ended' | 'broken'>;
  #text = '';
  #from = 0;
  #wake: () => void = () => undefined;

  constructor(stream: ShellStream) {
    this.stream = stream;
    const decoder = new TextDecoder();
    for (const { bytes } of stream.past?.parts ?? []) this.#text += decoder.decode(bytes, { stream: true });
    stream.onData((bytes) => {
      this.#text += decoder.decode(bytes, { stream: true });
      this.#wake();
    });
    this.end = new Promise((resolve) => stream.onEnd(resolve));
  }

  /** All that was shown. */
  get text(): string {
    return this.#text;
  }

  /** Waits until the text is shown after what was waited for before. */
  async sees(text: string, limitMs = 10_000): Promise<void> {
    const limit = AbortSignal.timeout(limitMs);
    for (;;) {
      const at = this.#text.indexOf(text, this.#from);
      if (at >= 0) {
        this.#from = at + text.length;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        const missing = () => reject(new Error(`${JSON.stringify(text)} is not in ${JSON.stringify(this.#text)}`));
        limit.addEventListener('abort', missing, { once: true });
      });
    }
  }

  /** Waits for a prompt. */
  prompt(): Promise<void> {
    return this.sees(PROMPT_END);
  }

  /** Types a line. */
  type(line: string): void {
    this.stream.write(new TextEncoder().encode(`${line}\r`));
  }
}
