import { pino } from 'pino';
import type { NodePower } from '../../contract/index.ts';
import { LabError } from '../../contract/index.ts';
import type { SandboxNode, ShellPast, ShellPosition, ShellSize, ShellStream } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import type { Viewer } from './viewer.ts';

/** A log that says nothing. */
export const silentLog = pino({ level: 'silent' });

/** A clock that stands until it is moved. */
export class HandClock implements Clock {
  #now = 1_000_000;
  #waiting: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Moves on and calls what is due, in order. */
  move(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#waiting.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#waiting = this.#waiting.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = until;
  }
}

/** A shell stream whose other end is the test. */
export class ScriptedShell implements ShellStream {
  #onData: (bytes: Uint8Array) => void = () => {};
  #onEnd: (why: 'ended' | 'broken') => void = () => {};
  #answers: [RegExp, string][] = [];
  readonly #first: string;
  size: ShellSize;
  typed = '';
  isPaused = false;
  isClosed = false;
  waiting = 0;
  /** What was kept, with how far it goes. */
  readonly kept: { upTo: number; screen: Uint8Array }[] = [];
  past?: ShellPast;
  position?: ShellPosition;

  constructor(size: ShellSize, first = '') {
    this.size = size;
    this.#first = first;
  }

  say(output: string | Uint8Array): void {
    const bytes = typeof output === 'string' ? Buffer.from(output) : output;
    if (this.position) this.position = { ...this.position, at: this.position.at + bytes.length };
    this.#onData(bytes);
  }

  keep(upTo: number, screen: Uint8Array): void {
    this.kept.push({ upTo, screen });
  }

  /** What it says when it was typed to, once. */
  answer(typed: RegExp, output: string): void {
    this.#answers.push([typed, output]);
  }

  end(why: 'ended' | 'broken'): void {
    this.#onEnd(why);
  }

  write(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString();
    this.typed += text;
    const at = this.#answers.findIndex(([pattern]) => pattern.test(text));
    const [found] = at < 0 ? [] : this.#answers.splice(at, 1);
    if (found) this.say(found[1]);
  }

  resize(size: ShellSize): void {
    this.size = size;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#onData = listener;
    if (this.#first) this.say(this.#first);
  }

  onEnd(listener: (why: 'ended' | 'broken') => void): void {
    this.#onEnd = listener;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A node that has only shells and power. */
export class ScriptedNode {
  readonly name = 'node2';
  readonly shells: ScriptedShell[] = [];
  readonly sizes: ShellSize[] = [];
  power: NodePower = 'running';
  /** What a shell has ready when it is opened. */
  greeting = '';
  /** What whoever holds the shell remembers when it is opened next, and where that ends. */
  past: { readonly past: ShellPast; readonly position: ShellPosition } | undefined;
  readonly asked: (ShellPosition | undefined)[] = [];
  /** Whether shells open, apart from the power. */
  opens = true;
  #listeners = new Set<(power: NodePower) => void>();

  get shell(): ScriptedShell {
    const last = this.shells.at(-1);
    if (!last) throw new Error('no shell was opened');
    return last;
  }

  asNode(): SandboxNode {
    return this as unknown as SandboxNode;
  }

  async openShell(_name: string, size: ShellSize, _signal?: AbortSignal, since?: ShellPosition): Promise<ShellStream> {
    if (this.power !== 'running' || !this.opens) throw new LabError('nodeDown', 'node2 is off. Start it on the map.');
    const shell = new ScriptedShell(size, this.greeting);
    if (this.past) Object.assign(shell, this.past);
    this.asked.push(since);
    this.shells.push(shell);
    this.sizes.push(size);
    return shell;
  }

  onPower(listener: (power: NodePower) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setPower(power: NodePower): void {
    this.power = power;
    for (const listener of this.#listeners) listener(power);
  }
}

/** A viewer that writes down what it is told. */
export class NotingViewer implements Viewer {
  readonly frames: Uint8Array[] = [];
  readonly sizes: ShellSize[] = [];
  readonly ends: string[] = [];

  send(bytes: Uint8Array): void {
    this.frames.push(bytes);
  }

  resized(size: ShellSize): void {
    this.sizes.push(size);
  }

  ended(because: string): void {
    this.ends.push(because);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.frames);
  }

  get text(): string {
    return this.bytes.toString();
  }
}
