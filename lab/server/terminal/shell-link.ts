import type { Logger as Log } from 'pino';
import { LabError, MAX_PASTE_BYTES } from '../../contract/index.ts';
import type { SandboxNode, ShellPast, ShellPosition, ShellSize, ShellStream } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';

const OPEN_LIMIT_MS = 20_000;
/** A node that just came back may need a moment before its shell opens. */
const RETRY_MS = [250, 500, 1000, 2000] as const;
/** A stream that breaks sooner than this after it was opened is not opened again by itself. */
const STEADY_MS = 2000;
/** A paste of the largest size, and as much again: a program that does not read it does not want more. */
const MAX_WAITING_BYTES = 2 * MAX_PASTE_BYTES;

export interface ShellLinkOptions {
  readonly node: SandboxNode;
  readonly shell: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly size: () => ShellSize;
  readonly onData: (bytes: Uint8Array) => void;
  /** A shell that was there before is seen for the first time, or again after more than its holder remembers: what it has written. */
  readonly onPast: (past: ShellPast) => void;
  /** A shell opened in place of one that is gone; why, for a line between the two. */
  readonly onNewShell: (because: string) => void;
  /** There is no shell any more, or none opened; why, as a sentence. The next `open` tries again. */
  readonly onLost: (because: string) => void;
  /** The shell exited; after `onLost`. */
  readonly onEnded?: () => void;
}

/** The one stream onto a shell: opens it when it is needed, takes it up again when only the stream broke. */
export class ShellLink {
  readonly #o: ShellLinkOptions;
  readonly #closed = new AbortController();
  readonly #endPower: () => void;
  readonly #holds = new Set<string>();
  #stream: ShellStream | undefined;
  #openedAt = 0;
  #opening: Promise<void> | undefined;
  #lostBecause: string | undefined;
  /** What became of the shell before; undefined when there was none or it may still be there. */
  #goneBecause: string | undefined;
  #hadShell = false;
  #isDropping = false;
  /** How far the shell was followed. */
  #position: ShellPosition | undefined;

  constructor(options: ShellLinkOptions) {
    this.#o = options;
    this.#endPower = options.node.onPower((power) => {
      if (power === 'stopped' || power === 'failed') this.#nodeOff();
    });
  }

  /** Why there is no shell; undefined while there is one or it was not yet asked for. */
  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** Makes sure of a stream. Resolves also when there can be none: then `lostBecause` says why. */
  open(): Promise<void> {
    if (this.#stream || this.#closed.signal.aborted) return Promise.resolve();
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** What a person types. Throws LabError tooLarge for the first of what is dropped because the program does not read. */
  type(bytes: Uint8Array): void {
    const isTold = this.#isDropping;
    this.write(bytes);
    if (!this.#isDropping || isTold) return;
    const where = `${this.#o.node.name}'s terminal`;
    throw new LabError('tooLarge', `The program in ${where} does not read what is typed, so some of it was dropped.`);
  }

  write(bytes: Uint8Array): void {
    this.#isDropping = (this.#stream?.waiting ?? 0) + bytes.length > MAX_WAITING_BYTES;
    if (!this.#isDropping) this.#stream?.write(bytes);
  }

  resize(size: ShellSize): void {
    this.#stream?.resize(size);
  }

  /** How far the shell was followed; nothing where nobody remembers its output. */
  get position(): ShellPosition | undefined {
    return this.#stream?.position;
  }

  /** Has the holder of the shell remember this in place of all output up to there. */
  keep(upTo: ShellPosition, screen: Uint8Array): void {
    if (this.#stream?.position?.shell === upTo.shell) this.#stream.keep?.(upTo.at, screen);
  }

  /** Stops or goes on reading; several may hold it for reasons of their own. */
  hold(reason: string, on: boolean): void {
    if (this.#holds.has(reason) === on) return;
    const before = this.#holds.size;
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
    if (before === 0) this.#stream?.pause();
    else if (this.#holds.size === 0) this.#stream?.resume();
  }

  close(): void {
    this.#closed.abort();
    this.#endPower();
    this.#stream?.close();
    this.#stream = undefined;
  }

  async #connect(): Promise<void> {
    const { node, shell, clock, log } = this.#o;
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(OPEN_LIMIT_MS)]);
    for (const wait of [...RETRY_MS, undefined]) {
      const asked = this.#o.size();
      try {
        const stream = await node.openShell(shell, asked, signal, this.#position);
        if (this.#closed.signal.aborted) stream.close();
        else this.#take(stream, asked);
        return;
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        if (wait === undefined || node.power !== 'running' || signal.aborted) {
          // A node that is off is nothing to warn of.
          log[error instanceof LabError ? 'debug' : 'warn'](
            { err: error, node: node.name, shell },
            'a shell did not open',
          );
          this.#lost(error instanceof LabError ? error.message : `The shell of ${node.name} did not open. Try again.`);
          return;
        }
      }
      await new Promise<void>((resolve) => void clock.after(wait, resolve));
    }
  }

  #take(stream: ShellStream, asked: ShellSize): void {
    const goneBecause = this.#goneBecause;
    this.#stream = stream;
    this.#openedAt = this.#o.clock.now();
    this.#lostBecause = undefined;
    this.#goneBecause = undefined;
    this.#hadShell = true;
    // First, as a stream may have its first output ready.
    this.#catchUp(stream, goneBecause);
    stream.onData((bytes) => {
      if (this.#stream === stream) this.#o.onData(bytes);
    });
    stream.onEnd((why) => {
      if (this.#stream === stream) this.#lose(why);
    });
    if (this.#holds.size > 0) stream.pause();
    const now = this.#o.size();
    if (now.cols !== asked.cols || now.rows !== asked.rows) stream.resize(now);
  }

  /** What the shell wrote before this stream. */
  #catchUp({ past, position }: ShellStream, goneBecause: string | undefined): void {
    const isOther = this.#position !== undefined && position !== undefined && this.#position.shell !== position.shell;
    const because = goneBecause ?? (isOther ? `the shell of ${this.#o.node.name} is a new one` : undefined);
    if (because !== undefined) this.#o.onNewShell(because);
    if (!past) return;
    if (because === undefined && !past.goesOn) this.#o.onPast(past);
    else for (const { bytes } of past.parts) this.#o.onData(bytes);
  }

  #lose(why: 'ended' | 'broken'): void {
    const { node, clock } = this.#o;
    if (why === 'broken' && (node.power === 'stopped' || node.power === 'failed')) {
      this.#nodeOff();
      return;
    }
    this.#drop();
    if (why === 'ended') {
      this.#goneBecause = `the shell of ${node.name} ended; this is a new one`;
      this.#lost(`The shell of ${node.name} ended.`);
      this.#o.onEnded?.();
    } else if (clock.now() - this.#openedAt < STEADY_MS) {
      this.#lost(`The connection to the shell of ${node.name} broke. Open it again.`);
    } else {
      void this.open();
    }
  }

  #nodeOff(): void {
    const { name } = this.#o.node;
    if (this.#hadShell) this.#goneBecause = `${name} was stopped; this is a new shell`;
    if (!this.#stream) return;
    this.#drop();
    this.#lost(`${name} is off, and its shell went with it. A new one opens when ${name} is back.`);
  }

  #drop(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#position = stream?.position ?? this.#position;
    stream?.close();
  }

  #lost(because: string): void {
    this.#lostBecause = because;
    this.#o.onLost(because);
  }
}
