import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import type { Clock } from '../clock.ts';
import type { TapPlace, TerminalTap } from '../tap.ts';
import { TerminalRecorder } from './terminal-recorder.ts';

/** A rehearsal is played to its end, however much it prints. */
const MAX_BYTES = 200_000_000;

export interface RehearsalRecordingOptions {
  readonly folder: string;
  /** What the names of the files begin with. */
  readonly name: string;
  readonly title: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Recordings of all terminals that are played in: one file for each, from its first output on, with a mark at each step. */
export class RehearsalRecording {
  readonly #o: RehearsalRecordingOptions;
  readonly #recorders: TerminalRecorder[] = [];
  #problem: string | undefined;
  #mark: string | undefined;

  constructor(options: RehearsalRecordingOptions) {
    this.#o = options;
  }

  tap(place: TapPlace): readonly TerminalTap[] {
    const { folder, name, title, clock, log } = this.#o;
    const terminal = place.shell === 'main' ? place.node : `${place.node}-${place.shell}`;
    const recorder = new TerminalRecorder({
      place,
      clock,
      log,
      maxBytes: MAX_BYTES,
      isPublic: true,
      title: `${title}: ${terminal}`,
      pathFor: () => join(folder, `${name}-${terminal}.cast`),
      onNews: (news) => {
        if (news.state === 'ended') this.#problem = `The recording of ${terminal} ends early. ${news.because}`;
      },
    });
    this.#recorders.push(recorder);
    if (this.#mark !== undefined) recorder.chapter(this.#mark);
    recorder.arm();
    return [recorder];
  }

  /** Names what is played next, in all recordings. */
  mark(name: string): void {
    this.#mark = name;
    for (const recorder of this.#recorders) recorder.chapter(name);
  }

  /** Resolves when all is written, after the terminals were let go; with what went wrong, as a sentence. */
  async settled(): Promise<string | undefined> {
    await Promise.all(this.#recorders.map((recorder) => recorder.settled()));
    return this.#problem;
  }
}
