import type { TerminalSession } from './terminal-session.ts';

/** The prompt that a measured shell has; never to be seen in what is typed to set it. */
export const PROMPT = 'lab-bench> ';
const SET_PROMPT = `PS1="$PS1"'lab-''bench> '\r`;
const PROMPT_LIMIT_MS = 20_000;
/** How often a page that draws slowly gets to draw. */
const TURN_MS = 4;
/** What it may make up for after a turn that came late, as a share of a second. */
const CATCH_UP = 0.05;

interface Wait {
  readonly marker: string;
  readonly found: (at: number) => void;
}

/** Reads a terminal as a page does: bytes count once they are shown, which may take its time. */
export class ShellReader {
  readonly session: TerminalSession;
  readonly #bytesPerSecond: number;
  readonly #queue: Buffer[] = [];
  readonly #turns: NodeJS.Timeout | undefined;
  #lastTurn = performance.now();
  #budget = 0;
  #tail = '';
  #wait: Wait | undefined;
  /** Bytes and frames that were shown. */
  bytes = 0;
  frames = 0;
  /** Called with what was just shown. */
  onShown: ((bytes: Buffer) => void) | undefined;

  /** `bytesPerSecond`: how fast it shows; absent: at once. */
  constructor(session: TerminalSession, bytesPerSecond = Number.POSITIVE_INFINITY) {
    this.session = session;
    this.#bytesPerSecond = bytesPerSecond;
    if (bytesPerSecond === Number.POSITIVE_INFINITY) session.onData((bytes) => this.#show(bytes));
    else {
      session.onData((bytes) => this.#queue.push(bytes));
      this.#turns = setInterval(() => this.#turn(), TURN_MS);
    }
  }

  /** Gives the shell the prompt of the bench and waits for it. */
  async ready(): Promise<void> {
    const shown = this.until(PROMPT, PROMPT_LIMIT_MS);
    this.session.write(SET_PROMPT);
    await shown;
  }

  /** Types a line and waits until the prompt after it is shown. */
  async command(line: string, limitMs = PROMPT_LIMIT_MS): Promise<void> {
    const shown = this.until(PROMPT, limitMs);
    this.session.write(`${line}\r`);
    await shown;
  }

  /** When a text was shown, by performance.now(); it is looked for in what comes from here on. */
  until(marker: string, limitMs: number): Promise<number> {
    this.#tail = '';
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#wait = undefined;
        const end = this.session.ended ? `; the session ended: ${this.session.ended}` : '';
        reject(new Error(`waited ${limitMs} ms for ${JSON.stringify(marker)}${end}`));
      }, limitMs);
      const found = (at: number): void => {
        clearTimeout(limit);
        resolve(at);
      };
      this.#wait = { marker, found };
    });
  }

  close(): void {
    clearInterval(this.#turns);
    this.session.close();
  }

  #turn(): void {
    const now = performance.now();
    const most = this.#bytesPerSecond * CATCH_UP;
    this.#budget = Math.min(this.#budget + (this.#bytesPerSecond * (now - this.#lastTurn)) / 1000, most);
    this.#lastTurn = now;
    while (this.#budget > 0) {
      const bytes = this.#queue.shift();
      if (!bytes) break;
      this.#budget -= bytes.length;
      this.#show(bytes);
    }
    // Time in which there was nothing to show cannot be used later.
    if (this.#queue.length === 0) this.#budget = Math.min(this.#budget, (this.#bytesPerSecond * TURN_MS) / 1000);
  }

  #show(bytes: Buffer): void {
    this.bytes += bytes.length;
    this.frames += 1;
    this.onShown?.(bytes);
    if (this.#wait) this.#look(bytes, this.#wait);
    this.session.consumed(bytes.length);
  }

  #look(bytes: Buffer, { marker, found }: Wait): void {
    const edge = this.#tail + bytes.toString('latin1', 0, marker.length);
    if (bytes.includes(marker) || edge.includes(marker)) {
      this.#wait = undefined;
      found(performance.now());
      return;
    }
    this.#tail = (this.#tail + bytes.toString('latin1', Math.max(0, bytes.length - marker.length))).slice(
      -marker.length,
    );
  }
}
