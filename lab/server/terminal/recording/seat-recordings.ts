import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Logger as Log } from 'pino';
import { LabError, MAX_RECORDINGS, type RecordingState, type RecordingView } from '../../../contract/index.ts';
import type { Clock } from '../clock.ts';
import type { TapPlace, TerminalTap } from '../tap.ts';
import { RecordingFiles } from './recording-files.ts';
import { type RecorderNews, TerminalRecorder } from './terminal-recorder.ts';
import { WantedRecordings } from './wanted-recordings.ts';

/** A seat's recordings together may have so many times the size of one. */
const MOST_SIZES = 10;

export interface SeatRecordingsOptions {
  /** Of the seat alone. */
  readonly folder: string;
  /** Whether all terminals are recorded, whatever the learner wants. */
  readonly all: boolean;
  /** Of one recording. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onState: (state: RecordingState) => void;
}

const BY_LAB = 'The lab records the terminals of this course. What you type shows as far as the terminal shows it.';
const BY_LEARNER = 'You asked for it. Stop it with the same button.';

/** What is recorded of a seat: who wants it, the recorders of its terminals, the files. */
export class SeatRecordings {
  readonly #o: SeatRecordingsOptions;
  readonly #files: RecordingFiles;
  readonly #wanted: WantedRecordings;
  readonly #recorders = new Map<string, TerminalRecorder>();
  readonly #states = new Map<string, RecordingState>();
  readonly #ended = new Set<Promise<void>>();

  constructor(options: SeatRecordingsOptions) {
    this.#o = options;
    this.#files = new RecordingFiles(options.folder);
    this.#wanted = new WantedRecordings(join(options.folder, 'wanted.json'));
  }

  /** Terminals that are recorded now. */
  get states(): readonly RecordingState[] {
    return [...this.#states.values()].filter((state) => state.on);
  }

  /** Listens to a terminal that is used for the first time; goes on with what was recorded before the server started anew. */
  tap(place: TapPlace): readonly TerminalTap[] {
    const { node, shell } = place;
    const { clock, log, maxBytes } = this.#o;
    const recorder: TerminalRecorder = new TerminalRecorder({
      place,
      clock,
      log,
      maxBytes,
      title: `${node}, ${shell} shell`,
      pathFor: (startedAt) => this.#files.pathFor(node, shell, startedAt),
      onNews: (news) => this.#tell(place, news),
      onClosed: () => this.#forget(place, recorder),
    });
    const key = keyOf(node, shell);
    this.#recorders.set(key, recorder);
    if (this.#o.all || this.#wanted.has(key)) void this.#armed(place, recorder);
    return [recorder];
  }

  /** What a learner asks for. Throws LabError badRequest, or tooMany when there are too many already. */
  async record(node: string, shell: string, on: boolean): Promise<void> {
    const key = keyOf(node, shell);
    if (this.#o.all)
      throw new LabError(
        'badRequest',
        'The lab records the terminals of this course itself; it cannot be changed here.',
      );
    const recorder = this.#recorders.get(key);
    if (!on) {
      this.#wanted.remove(key);
      recorder?.stop();
      return;
    }
    if (!recorder) throw new LabError('badRequest', `Open the terminal of ${node} first, then record it.`);
    const no = await this.#noRoom();
    if (no) throw new LabError('tooMany', no);
    this.#wanted.add(key);
    recorder.start();
  }

  /** The newest first. */
  async list(): Promise<readonly RecordingView[]> {
    const making = this.#making();
    return (await this.#files.list()).map((view) => (making.has(view.id) ? { ...view, isOn: true } : view));
  }

  /** The bytes of a recording. Throws LabError notFound. */
  read(id: string): Promise<Readable> {
    return this.#files.read(id);
  }

  /** Throws LabError notFound, or badRequest for one that is being made. */
  async remove(id: string): Promise<void> {
    if (this.#making().has(id))
      throw new LabError('badRequest', 'This recording is still being made. Stop it first, then delete it.');
    await this.#files.remove(id);
  }

  /** Deletes all; the terminals must have been let go. */
  async removeAll(): Promise<void> {
    await this.settled();
    await this.#files.removeAll();
  }

  /** Resolves when all that was let go is written. */
  async settled(): Promise<void> {
    while (this.#ended.size > 0) await Promise.all(this.#ended);
  }

  #making(): ReadonlySet<string> {
    return new Set([...this.#recorders.values()].flatMap(({ id }) => (id === undefined ? [] : [id])));
  }

  #forget({ node, shell }: TapPlace, recorder: TerminalRecorder): void {
    const key = keyOf(node, shell);
    if (this.#recorders.get(key) === recorder) this.#recorders.delete(key);
    const settled: Promise<void> = recorder.settled().finally(() => this.#ended.delete(settled));
    this.#ended.add(settled);
  }

  #tell({ node, shell }: TapPlace, news: RecorderNews): void {
    // Where the terminal was let go, as for a fresh cluster, what was wanted goes on with the next one.
    if (news.state === 'ended') this.#wanted.remove(keyOf(node, shell));
    this.#say({ node, shell, on: news.state === 'begun', by: this.#by, because: this.#because(news) });
  }

  #because(news: RecorderNews): string {
    if (news.state === 'begun') return this.#o.all ? BY_LAB : BY_LEARNER;
    return news.state === 'ended' ? news.because : 'It was stopped, and is in the list of recordings.';
  }

  get #by(): RecordingState['by'] {
    return this.#o.all ? 'lab' : 'learner';
  }

  #say(state: RecordingState): void {
    const known = this.#states.get(keyOf(state.node, state.shell));
    if (known?.on === state.on && known.because === state.because) return;
    this.#states.set(keyOf(state.node, state.shell), state);
    this.#o.onState(state);
  }

  /** Told at once: the file begins with the first output. */
  async #armed({ node, shell }: TapPlace, recorder: TerminalRecorder): Promise<void> {
    const no = await this.#noRoom();
    if (this.#recorders.get(keyOf(node, shell)) !== recorder) return;
    if (no === undefined) recorder.arm();
    this.#say({ node, shell, on: no === undefined, by: this.#by, because: no ?? this.#because({ state: 'begun' }) });
  }

  /** Why no further recording begins, as a sentence. */
  async #noRoom(): Promise<string | undefined> {
    const { maxBytes, log } = this.#o;
    const views = await this.#files.list().catch((err: unknown) => {
      log.error({ err }, 'the recordings cannot be read');
      return undefined;
    });
    if (!views) return 'The folder of the recordings cannot be read. The log of the server says why.';
    const bytes = views.reduce((sum, view) => sum + view.bytes, 0);
    if (views.length < MAX_RECORDINGS && bytes < maxBytes * MOST_SIZES) return undefined;
    const megabytes = Math.round(bytes / 1_000_000);
    return `There are ${views.length} recordings with ${megabytes} MB already. Delete some that you do not need, then record.`;
  }
}

function keyOf(node: string, shell: string): string {
  return `${node}/${shell}`;
}
