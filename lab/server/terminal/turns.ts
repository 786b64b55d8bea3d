/** Work that is done when it is its turn; it calls `done` when it is over. */
export type Turn = (done: () => void) => void;

/** Has heavy work done one piece at a time, in the order it was asked for; between two pieces everybody else has a turn. */
export class Turns {
  readonly #waiting: Turn[] = [];
  #present: Turn | undefined;

  take(turn: Turn): void {
    this.#waiting.push(turn);
    if (!this.#present) this.#next();
  }

  #next(): void {
    const turn = this.#waiting.shift();
    this.#present = turn;
    turn?.(() => {
      // Who gives up in the middle may say so again when it is really over.
      if (this.#present !== turn) return;
      this.#present = OVER;
      setImmediate(() => this.#next());
    });
  }
}

/** Stands for the pause between two pieces. */
const OVER: Turn = () => {};
