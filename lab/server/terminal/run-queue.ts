import { type RunHost, runBlock } from './run-block.ts';
import type { RunNews, RunOptions } from './viewer.ts';

/** The blocks that are typed into a terminal, one after the other. */
export class RunQueue {
  readonly #host: RunHost;
  #count = 0;
  #interrupts = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: Omit<RunHost, 'interrupts'>) {
    this.#host = { ...host, interrupts: () => this.#interrupts };
  }

  /** Types a block when those before it are done. */
  async run(lines: string, options: RunOptions): Promise<RunNews> {
    const before = this.#last;
    const isQueued = this.#count > 0;
    this.#count += 1;
    if (isQueued)
      options.onNews?.({ state: 'waiting', because: `Another block runs in ${this.#host.name}'s terminal.` });
    const run = before.then(() => runBlock(lines, this.#host, options));
    this.#last = run;
    try {
      return await run;
    } finally {
      this.#count -= 1;
    }
  }

  /** Somebody presses Ctrl+C. */
  interrupted(): void {
    this.#interrupts += 1;
  }
}
