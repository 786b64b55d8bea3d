import { type IPty, spawn } from '@lydell/node-pty';
import type { ShellPosition, ShellSize, ShellStream } from '../provider.ts';

/** Output that is remembered for who comes later. */
const PAST_BYTES = 1024 * 1024;
/** So much may wait for a stream before the program does. */
const WAITING_BYTES = 64 * 1024;

type End = 'ended' | 'broken';

/** Shells of this machine, for where nothing else can hold them: they live on without a stream, but only as long as the lab does. */
export class PtyShells {
  readonly #shells = new Map<string, PtyShell>();
  readonly #env: Readonly<Record<string, string>>;
  readonly #program: readonly [string, ...string[]];

  constructor(o: { readonly program: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>> }) {
    this.#program = o.program;
    this.#env = o.env;
  }

  /** A stream onto the named shell, which is started when it is not there. */
  async open(name: string, size: ShellSize, signal: AbortSignal, since?: ShellPosition): Promise<ShellStream> {
    signal.throwIfAborted();
    let shell = this.#shells.get(name);
    if (!shell) {
      const [program, ...args] = this.#program;
      const pty = spawn(program, args, { ...size, name: 'xterm-256color', env: { ...this.#env }, encoding: null });
      shell = new PtyShell(pty, size, () => this.#shells.delete(name));
      this.#shells.set(name, shell);
    } else shell.resize(size);
    return shell.stream(since);
  }

  /** Ends all shells. */
  close(): void {
    for (const shell of this.#shells.values()) shell.kill();
  }
}

let births = 0;

class PtyShell {
  readonly #pty: IPty;
  readonly #born = Date.now() * 1000 + (births++ % 1000);
  readonly #streams = new Set<PtyStream>();
  #past = Buffer.alloc(0);
  #from = 0;
  #size: ShellSize;

  constructor(pty: IPty, size: ShellSize, onExit: () => void) {
    this.#pty = pty;
    this.#size = size;
    // With no encoding it hands out bytes.
    pty.onData((data) => this.#data(Buffer.from(data)));
    pty.onExit(() => {
      onExit();
      for (const stream of this.#streams) stream.finish('ended');
    });
  }

  stream(since: ShellPosition | undefined): ShellStream {
    const to = this.#from + this.#past.length;
    const goesOn = since?.shell === this.#born && since.at >= this.#from && since.at <= to;
    const bytes = goesOn ? this.#past.subarray(since.at - this.#from) : this.#past;
    const past = { goesOn, isWhole: this.#from === 0, kept: undefined, parts: [{ size: this.#size, bytes }] };
    const stream = new PtyStream(past, { shell: this.#born, at: to }, this);
    this.#streams.add(stream);
    return stream;
  }

  write(bytes: Uint8Array): void {
    // It takes bytes as well as text, whatever its types say.
    this.#pty.write(Buffer.from(bytes) as unknown as string);
  }

  resize(size: ShellSize): void {
    this.#size = size;
    this.#pty.resize(size.cols, size.rows);
  }

  leave(stream: PtyStream): void {
    this.#streams.delete(stream);
    this.balance();
  }

  /** The program waits for the slowest. */
  balance(): void {
    if ([...this.#streams].some(({ isBehind }) => isBehind)) this.#pty.pause();
    else this.#pty.resume();
  }

  kill(): void {
    this.#pty.kill();
  }

  #data(bytes: Buffer): void {
    this.#past = Buffer.concat([this.#past, bytes]);
    const cut = this.#past.length - 2 * PAST_BYTES;
    if (cut > 0) {
      this.#past = Buffer.from(this.#past.subarray(this.#past.length - PAST_BYTES));
      this.#from += cut + PAST_BYTES;
    }
    for (const stream of this.#streams) stream.take(bytes);
    this.balance();
  }
}

class PtyStream implements ShellStream {
  readonly past: NonNullable<ShellStream['past']>;
  readonly #shell: PtyShell;
  #position: ShellPosition;
  #waiting: Buffer[] = [];
  #onData: ((bytes: Uint8Array) => void) | undefined;
  #onEnd: ((why: End) => void) | undefined;
  #ended: End | undefined;
  #isPaused = false;
  #isClosed = false;

  constructor(past: NonNullable<ShellStream['past']>, position: ShellPosition, shell: PtyShell) {
    this.past = past;
    this.#position = position;
    this.#shell = shell;
  }

  get position(): ShellPosition {
    return this.#position;
  }

  get isBehind(): boolean {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0) > WAITING_BYTES;
  }

  take(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#give();
  }

  finish(why: End): void {
    if (this.#ended) return;
    this.#ended = why;
    this.#shell.leave(this);
    this.#onEnd?.(why);
  }

  write(bytes: Uint8Array): void {
    if (!this.#ended) this.#shell.write(bytes);
  }

  resize(size: ShellSize): void {
    if (!this.#ended) this.#shell.resize(size);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#onData = listener;
    this.#give();
  }

  onEnd(listener: (why: End) => void): void {
    this.#onEnd = listener;
    if (this.#ended) queueMicrotask(() => listener(this.#ended as End));
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#give();
    if (!this.#ended) this.#shell.balance();
  }

  close(): void {
    this.#onEnd = undefined;
    this.#isClosed = true;
    this.#ended ??= 'broken';
    this.#shell.leave(this);
  }

  #give(): void {
    while (!this.#isPaused && this.#onData && !this.#isClosed) {
      const bytes = this.#waiting.shift();
      if (!bytes) return;
      this.#position = { ...this.#position, at: this.#position.at + bytes.length };
      this.#onData(bytes);
    }
  }
}
