import type { Logger as Log } from 'pino';
import { LabError } from '../../contract/index.ts';
import type { SandboxNode, ShellSize, ShellStream } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';

/** A shell that does not open within this time is told as an error, and tried again while somebody looks. */
const OPEN_LIMIT_MS = 20_000;
/** A node that just came back may need a moment before its shell opens. */
const RETRY_MS = [250, 500, 1000, 2000, 4000] as const;

/** Why there is a new shell: the sentence in the line between the old and the new one; undefined when it is the same shell. */
export type Reopened = string | undefined;

export interface ShellLinkOptions {
  readonly node: SandboxNode;
  readonly shell: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly size: () => ShellSize;
  /** Whether somebody looks or types, so that a shell that broke is worth opening again. */
  readonly isWanted: () => boolean;
  readonly onData: (bytes: Uint8Array) => void;
  /** A stream is there after one was lost. */
  readonly onReopened: (because: Reopened) => void;
  readonly onLost: (because: string) => void;
}

/** The one stream onto a shell: opens it, notices when it is lost, opens it again when the node is back. */
export class ShellLink {
  readonly #o: ShellLinkOptions;
  readonly #closed = new AbortController();
  readonly #endPower: () => void;
  readonly #holds = new Set<string>();
  #stream: ShellStream | undefined;
  #opening: Promise<void> | undefined;
  #hadShell = false;
  #ended = false;
  #nodeWasOff = false;
  #lostBecause: string | undefined;
  #retries = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(options: ShellLinkOptions) {
    this.#o = options;
    this.#endPower = options.node.onPower((power) => {
      if (power === 'stopped' || power === 'failed') {
        this.#nodeWasOff = true;
        if (this.#stream) this.#lose('broken');
        else if (this.#lostBecause !== undefined && !this.#ended) this.#lost(this.#offSentence());
      } else if (power === 'running' && this.#lostBecause !== undefined && !this.#ended) {
        this.#retries = 0;
        this.#reopen();
      }
    });
  }

  /** Why there is no shell just now; undefined while there is one or none was ever opened. */
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

  write(bytes: Uint8Array): void {
    this.#stream?.write(bytes);
  }

  resize(size: ShellSize): void {
    this.#stream?.resize(size);
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
    this.#cancelRetry?.();
    this.#endPower();
    this.#stream?.close();
    this.#stream = undefined;
  }

  async #connect(): Promise<void> {
    const { node, shell, size } = this.#o;
    const asked = size();
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(OPEN_LIMIT_MS)]);
    try {
      const stream = await node.openShell(shell, asked, signal);
      if (this.#closed.signal.aborted) stream.close();
      else this.#take(stream, asked);
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.#o.log.warn({ err: error, node: node.name, shell }, 'a shell did not open');
      this.#lost(
        error instanceof LabError ? error.message : `The shell of ${node.name} did not open. It is tried again.`,
      );
      if (this.#o.node.power === 'running') this.#retryLater();
    }
  }

  #take(stream: ShellStream, asked: ShellSize): void {
    this.#stream = stream;
    stream.onData((bytes) => {
      if (this.#stream === stream) this.#o.onData(bytes);
    });
    stream.onEnd((why) => {
      if (this.#stream === stream) this.#lose(why);
    });
    if (this.#holds.size > 0) stream.pause();
    const now = this.#o.size();
    if (now.cols !== asked.cols || now.rows !== asked.rows) stream.resize(now);
    const because = this.#newShellBecause();
    const isAgain = this.#lostBecause !== undefined;
    this.#hadShell = true;
    this.#ended = false;
    this.#nodeWasOff = false;
    this.#lostBecause = undefined;
    this.#retries = 0;
    if (isAgain) this.#o.onReopened(because);
  }

  #newShellBecause(): Reopened {
    if (!this.#hadShell) return undefined;
    const name = this.#o.node.name;
    if (this.#nodeWasOff) return `${name} was stopped; this is a new shell`;
    return this.#ended ? `the shell of ${name} ended; this is a new one` : undefined;
  }

  #lose(why: 'ended' | 'broken'): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#stream = undefined;
    stream.close();
    const { node } = this.#o;
    this.#ended = why === 'ended';
    if (this.#ended) {
      this.#lost(`The shell of ${node.name} ended.`);
    } else if (node.power === 'stopped' || node.power === 'failed') {
      this.#nodeWasOff = true;
      this.#lost(this.#offSentence());
    } else {
      this.#lost(`The connection to the shell of ${node.name} broke. It is tried again.`);
      this.#reopen();
    }
  }

  #offSentence(): string {
    const { name } = this.#o.node;
    return `${name} is off, and its shell went with it. A new one opens when ${name} is back.`;
  }

  #lost(because: string): void {
    this.#lostBecause = because;
    this.#o.onLost(because);
  }

  #reopen(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    if (this.#o.isWanted()) void this.open();
  }

  #retryLater(): void {
    const wait = RETRY_MS[this.#retries];
    if (wait === undefined || this.#cancelRetry) return;
    this.#retries += 1;
    this.#cancelRetry = this.#o.clock.after(wait, () => {
      this.#cancelRetry = undefined;
      if (this.#o.node.power === 'running') this.#reopen();
    });
  }
}
