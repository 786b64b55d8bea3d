import {
  type CommandsKept,
  type CommandView,
  hasFailed,
  type KnownCommands,
  type ServerMessage,
} from '../../contract/index.ts';
import type { SeatRecord } from '../store/index.ts';
import { CommandLog, type TapPlace, type TerminalTap } from '../terminal/index.ts';

/** So many commands in a row that fail on a node of the step: a hint is offered. */
const FAILURES = 3;

type HintOffer = Extract<ServerMessage, { type: 'hintOffer' }>;

export interface SeatCommandsOptions {
  readonly commands: CommandsKept;
  readonly record: () => SeatRecord;
  readonly isMet: (step: string) => boolean;
  readonly now: () => number;
  readonly broadcast: (message: ServerMessage) => void;
  readonly onChange: () => void;
}

/** The commands of a seat's shells, as far as they are kept: for its checks, for the class board, and to offer a hint in time. */
export class SeatCommands {
  readonly #o: SeatCommandsOptions;
  #log: CommandLog | undefined;
  /** What ran before was played for the learner. */
  #since = Number.POSITIVE_INFINITY;
  #step = '';
  readonly #failures = new Map<string, number>();
  #offer: HintOffer | undefined;

  constructor(options: SeatCommandsOptions) {
    this.#o = options;
    this.#begin();
  }

  /** Undefined where none are kept. */
  get known(): KnownCommands | undefined {
    return this.#log;
  }

  /** The last of the learner, if the class board may show it. */
  get onBoard(): CommandView | undefined {
    if (this.#o.commands !== 'board') return undefined;
    return this.#log?.list().findLast(({ startedAt }) => startedAt >= this.#since);
  }

  /** What a page that comes has to know. */
  get messages(): readonly ServerMessage[] {
    return this.#offer?.step === this.#o.record().step ? [this.#offer] : [];
  }

  /** Follows a terminal. */
  tap(place: TapPlace): readonly TerminalTap[] {
    return this.#log ? [this.#log.tap(place)] : [];
  }

  /** The cluster is the learner's from here on. */
  enter(): void {
    this.#since = this.#o.now();
  }

  /** The cluster goes, and what ran in it is forgotten. */
  leave(): void {
    this.#since = Number.POSITIVE_INFINITY;
    this.#begin();
  }

  #begin(): void {
    this.#failures.clear();
    if (this.#o.commands === 'off') return;
    this.#log = new CommandLog(this.#o.now);
    this.#log.subscribe((command) => this.#heard(command));
  }

  #heard(command: CommandView): void {
    if (command.startedAt < this.#since) return;
    if (this.#o.commands === 'board') this.#o.onChange();
    if (command.exitCode !== undefined) this.#ended(command);
  }

  #ended(command: CommandView): void {
    const { step, stepSince } = this.#o.record();
    if (step !== this.#step) {
      this.#step = step;
      this.#failures.clear();
      this.#offer = undefined;
    }
    if (command.startedAt < stepSince) return;
    const { node } = command;
    if (command.exitCode === 0) this.#failures.delete(node);
    if (!hasFailed(command)) return;
    const failures = (this.#failures.get(node) ?? 0) + 1;
    this.#failures.set(node, failures % FAILURES);
    if (failures < FAILURES || this.#o.isMet(step)) return;
    this.#offer = { type: 'hintOffer', step, node, number: (this.#offer?.number ?? 0) + 1 };
    this.#o.broadcast(this.#offer);
  }
}
