import { type PromptMark, PromptMarks } from './prompt-marks.ts';

/** Where a shell is: nothing known yet, at its prompt, at the prompt of a further line, or running a command. */
export type ShellPlace = 'unknown' | 'prompt' | 'continuation' | 'command';

/** What the marks in a shell's output say about it. Counters tell "again" from "still". */
export class PromptState {
  #marks = new PromptMarks();
  #listeners = new Set<() => void>();
  place: ShellPlace = 'unknown';
  /** Prompts shown, commands started and commands ended so far. */
  prompts = 0;
  started = 0;
  ended = 0;
  lastExit: number | undefined;
  /** Whether something was typed since the last prompt, so that a line there is not empty. */
  typed = false;

  feed(bytes: Uint8Array): void {
    const marks = this.#marks.feed(bytes);
    for (const mark of marks) this.#apply(mark);
    if (marks.length > 0) this.#tell();
  }

  /** The shell is another one now, or gone. */
  forget(): void {
    this.#marks = new PromptMarks();
    this.place = 'unknown';
    this.typed = false;
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
        return;
      case 'promptEnd':
        this.place = 'prompt';
        this.prompts += 1;
        this.typed = false;
        return;
      case 'continuation':
        this.place = 'continuation';
        return;
      case 'commandStart':
        this.place = 'command';
        this.started += 1;
        return;
      case 'commandEnd':
        // Shells print it before every prompt, also when there was no command.
        if (this.place === 'command') this.ended += 1;
        this.lastExit = mark.exitCode;
        return;
    }
  }
}
