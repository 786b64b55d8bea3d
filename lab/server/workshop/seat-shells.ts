import type { ServerMessage } from '../../contract/index.ts';
import type { Terminals } from '../terminal/index.ts';

/** Ending a shell takes a moment, in which a program may put its things away. */
const END_LIMIT_MS = 15_000;

export interface SeatShellsOptions {
  /** Of the present cluster. Throws LabError sandboxNotReady. */
  readonly terminals: () => Terminals;
  readonly broadcast: (message: ServerMessage) => void;
  /** Ends with the seat or the server. */
  readonly signal: AbortSignal;
}

/** The shells of a seat's nodes: which there are, one more, one less. Every page has the same. */
export class SeatShells {
  readonly #o: SeatShellsOptions;

  constructor(options: SeatShellsOptions) {
    this.#o = options;
  }

  /** Which there are. */
  get message(): ServerMessage {
    return { type: 'shells', shells: this.#o.terminals().shells };
  }

  /** There is one more or one less; `exited` went by itself, which may surprise somebody. */
  changed(exited?: { readonly node: string; readonly shell: string }): void {
    this.#o.broadcast(this.message);
    if (!exited) return;
    const sentence = `The shell ${exited.node} · ${exited.shell} ended, and its tab was closed.`;
    this.#o.broadcast({ type: 'notice', level: 'info', sentence });
  }

  /** Another shell of a node. */
  open(node: string): { readonly node: string; readonly shell: string } {
    return { node, shell: this.#o.terminals().newShell(node) };
  }

  end(node: string, shell: string, isSure: boolean): Promise<'ended' | 'busy'> {
    const signal = AbortSignal.any([this.#o.signal, AbortSignal.timeout(END_LIMIT_MS)]);
    return this.#o.terminals().endShell(node, shell, { isSure, signal });
  }

  /** Whether there is such a shell: one that was closed must not come back by a page that missed it. */
  has(node: string, shell: string): boolean {
    return this.#o.terminals().shells[node]?.includes(shell) ?? false;
  }
}
