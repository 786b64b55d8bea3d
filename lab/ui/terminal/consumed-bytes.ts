import { TERMINAL_ACK_BYTES } from '../../contract/index.ts';

/** Counts what a screen has shown, and says when it is time to tell the server. Starts anew with every opening. */
export class ConsumedBytes {
  #generation = 0;
  #total = 0;
  #told = 0;

  /** What is under way from before no longer counts. */
  restart(): void {
    this.#generation += 1;
    this.#total = 0;
    this.#told = 0;
  }

  /** Takes in bytes that are to be shown; call the result when they are. It returns the count to tell, if it is time. */
  taken(bytes: number): () => number | undefined {
    const generation = this.#generation;
    return () => {
      if (generation !== this.#generation) return undefined;
      this.#total += bytes;
      if (this.#total - this.#told < TERMINAL_ACK_BYTES) return undefined;
      this.#told = this.#total;
      return this.#total;
    };
  }
}
