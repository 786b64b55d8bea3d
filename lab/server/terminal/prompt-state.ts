import { type PromptMark, PromptMarks } from './prompt-marks.ts';

/** Where a shell is: nothing known yet, at its prompt, at the prompt of a further line, or running a command. */
export type ShellPlace = 'unknown' | 'prompt' | 'continuation' | 'command';

/** As much of it as the next server needs to go on. */
export interface PromptNow {
  readonly place: ShellPlace;
  /** Whether nothing is behind the prompt. */
  readonly isEmpty: boolean;
}

/** Return, newline, Ctrl+C, Ctrl+D and Ctrl+\: after these nothing is left of a line. */
const LINE_ENDS = new Set([0x0d, 0x0a, 0x03, 0x04, 0x1c]);

/** What the marks in a shell's output say about it. Counters tell "again" from "still". */
export class PromptState {
  #marks = new PromptMarks();
  readonly #listeners = new Set<() => void>();
  place: ShellPlace = 'unknown';
  /** New prompts, commands started and commands ended so far. */
  prompts = 0;
  started = 0;
  ended = 0;
  lastExit: number | undefined;
  /** Whether there is something behind the prompt, or will be: what was typed is echoed a little later. */
  #hasText = false;
  /** Whether the last that was typed was no end of a line: it may still wait for the shell. */
  #isLineOpen = false;
  /** Whether the shell tells when it begins to read a line, and has since the last prompt. */
  #tellsLines = false;
  #hasBegunLine = false;

  /** Whether something was typed while the last command ran: what it did not read comes to the prompt after it. */
  typedAhead = false;

  /** At a prompt with nothing behind it. */
  get isEmptyPrompt(): boolean {
    return this.place === 'prompt' && !this.#hasText;
  }

  get now(): PromptNow {
    return { place: this.place, isEmpty: !this.#hasText };
  }

  /** Goes on from where another server left it. */
  resume({ place, isEmpty }: PromptNow): void {
    this.place = place;
    this.#hasText = !isEmpty;
    this.#tell();
  }

  /** Output of the shell; gives the marks in it. */
  feed(bytes: Uint8Array): readonly PromptMark[] {
    const marks = this.#marks.feed(bytes);
    for (const mark of marks) this.#apply(mark);
    if (marks.length > 0) this.#tell();
    return marks;
  }

  /** Somebody or something typed. */
  typed(bytes: Uint8Array): void {
    this.#hasText = true;
    if (this.place === 'command') this.typedAhead = true;
    this.#isLineOpen = !LINE_ENDS.has(bytes.at(-1) ?? 0);
  }

  /** The shell is another one now, or gone. */
  forget(): void {
    this.#marks = new PromptMarks();
    this.place = 'unknown';
    this.#isLineOpen = false;
    this.#tellsLines = false;
    this.#tell();
  }

  /** Calls back after every change; the returned function ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #apply(mark: PromptMark): void {
    switch (mark.kind) {
      case 'promptStart':
      case 'commandLine':
        return;
      case 'promptEnd':
        this.#promptShown();
        return;
      case 'lineStart':
        this.#tellsLines = true;
        this.#hasBegunLine = true;
        return;
      case 'lineEnd':
        this.#hasBegunLine = false;
        return;
      case 'continuation':
        // Programs read lines too.
        if (this.place !== 'command') this.place = 'continuation';
        return;
      case 'text':
        this.#hasText = true;
        return;
      case 'commandStart':
        this.place = 'command';
        this.typedAhead = false;
        this.started += 1;
        return;
      case 'commandEnd':
        // Some shells print it before every prompt, also when there was no command.
        if (this.place === 'command') this.ended += 1;
        this.lastExit = mark.exitCode;
        return;
    }
  }

  /** A shell also draws its prompt again, as after a completion or in another size, with the line so far behind it. */
  #promptShown(): void {
    const isAgain = this.#tellsLines && !this.#hasBegunLine && this.place === 'prompt';
    if (!isAgain) this.prompts += 1;
    this.place = 'prompt';
    this.#hasText = this.#isLineOpen;
    this.#hasBegunLine = false;
  }
}
