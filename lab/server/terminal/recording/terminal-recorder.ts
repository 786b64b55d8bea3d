import { parse } from 'node:path';
import type { Logger as Log } from 'pino';
import type { ShellSize } from '../../sandbox/index.ts';
import type { Clock } from '../clock.ts';
import type { TapPlace, TerminalTap } from '../tap.ts';
import { headerLine } from './cast.ts';
import { CastEvents } from './cast-events.ts';
import { CastFile } from './cast-file.ts';
import { FollowedOutput } from './followed-output.ts';

export interface RecorderOptions {
  readonly place: TapPlace;
  readonly clock: Clock;
  readonly log: Log;
  readonly maxBytes: number;
  readonly isPublic?: boolean;
  readonly title: string;
  /** Where a recording that begins now is kept. */
  readonly pathFor: (startedAt: number) => string;
  readonly onNews?: (news: RecorderNews) => void;
  /** The terminal is let go; `settled` says when all is written. */
  readonly onClosed?: () => void;
}

/** What became of a recording; one that ended by itself says why, as a sentence. */
export type RecorderNews =
  | { readonly state: 'begun' | 'stopped' | 'letGo' }
  | { readonly state: 'ended'; readonly because: string };

/** A recording that is being made. */
interface Recording {
  readonly file: CastFile;
  readonly events: CastEvents;
  readonly output: FollowedOutput;
}

/** Records a terminal, when asked to. What is typed is seen only as far as the terminal shows it. */
export class TerminalRecorder implements TerminalTap {
  readonly #o: RecorderOptions;
  #size: ShellSize;
  #recording: Recording | undefined;
  /** Begins with the next output. */
  #isArmed = false;
  #hasSpoken = false;
  #firstMark: string | undefined;
  readonly #letGo = new AbortController();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: RecorderOptions) {
    this.#o = options;
    this.#size = options.place.size;
  }

  /** The name of the file that is being written, without its end. */
  get id(): string | undefined {
    return this.#recording && parse(this.#recording.file.path).name;
  }

  /** Begins a recording with what is in sight. */
  start(): void {
    if (!this.#recording) this.#begin();
  }

  /** Begins a recording as soon as the terminal has said something. */
  arm(): void {
    if (this.#hasSpoken) this.start();
    else this.#isArmed = true;
  }

  /** Ends the recording. */
  stop(): void {
    this.#isArmed = false;
    this.#end({ state: 'stopped' });
  }

  /** Names what comes next; a recording that has not begun begins with the newest name. */
  chapter(name: string): void {
    this.#firstMark = name;
    this.#recording?.events.mark(name);
  }

  output(bytes: Uint8Array): void {
    this.#hasSpoken = true;
    if (this.#isArmed) this.#begin();
    this.#recording?.output.take(bytes);
  }

  resized(size: ShellSize): void {
    this.#size = size;
    this.#recording?.events.resized(size);
  }

  newShell(): void {
    // The screen leaves what a program that is gone had set: what comes next begins with it.
    void this.#recording?.output.restart();
  }

  close(): void {
    this.#isArmed = false;
    this.#letGo.abort();
    this.#end({ state: 'letGo' });
    this.#o.onClosed?.();
  }

  /** Resolves when all that was ended is written. */
  async settled(): Promise<void> {
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  #begin(): void {
    this.#isArmed = false;
    const { clock, title, place, maxBytes, isPublic = false } = this.#o;
    const startedAt = clock.now();
    const onBroken = (cause: unknown) => this.#broken(file, cause);
    const file = new CastFile({ path: this.#o.pathFor(startedAt), maxBytes, isPublic, onBroken });
    const events = new CastEvents({ clock, startedAt, write: (line) => this.#write(file, line) });
    const output = new FollowedOutput({ clock, events, picture: place.picture, isBehind: () => file.isBehind });
    this.#recording = { file, events, output };
    this.#write(file, headerLine({ size: this.#size, startedAt, title }));
    if (this.#firstMark !== undefined) events.mark(this.#firstMark);
    void output.restart();
    this.#o.onNews?.({ state: 'begun' });
  }

  #write(file: CastFile, line: string): void {
    if (file.write(line) || !file.isFull || this.#recording?.file !== file) return;
    const megabytes = Math.round(this.#o.maxBytes / 1_000_000);
    const because = `It has reached ${megabytes} MB, the most that a recording may have.`;
    this.#end({ state: 'ended', because });
  }

  #broken(file: CastFile, cause: unknown): void {
    this.#o.log.error({ err: cause, path: file.path }, 'a recording cannot be written');
    const because = 'It could not be written: the disk of the lab may be full.';
    if (this.#recording?.file === file) this.#end({ state: 'ended', because });
  }

  /** Ends what is recorded; where it ended by itself, a last mark says why. */
  #end(news: RecorderNews): void {
    const recording = this.#recording;
    if (!recording) return;
    this.#recording = undefined;
    const closed: Promise<void> = this.#finish(recording, news).finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
    this.#o.onNews?.(news);
  }

  async #finish({ file, events, output }: Recording, news: RecorderNews): Promise<void> {
    if (news.state === 'stopped') await output.finish(this.#letGo.signal);
    else output.end();
    events.end();
    await file.close(news.state === 'ended' ? events.lastMark(`The recording ends here. ${news.because}`) : undefined);
  }
}
