import type { ViewerMode, ViewerRole, ViewerView } from '../../contract/index.ts';
import type { ShellSize } from '../sandbox/index.ts';

/** Who looks at a terminal. */
export interface Person {
  /** The same on all pages of a person. */
  readonly id: string;
  readonly name: string;
  readonly role: ViewerRole;
}

/** Who attaches, and whether to type or only to look. */
export interface AttachAs {
  readonly person: Person;
  readonly mode: ViewerMode;
}

/** What a viewer is told of the others and of itself. */
export interface Presence {
  readonly you: number;
  readonly viewers: readonly ViewerView[];
  /** How it stands with a request of yours for the keyboard, as a sentence. */
  readonly says?: string;
}

/** Somebody who sees a terminal. Nothing is called before the attachment is in the hands of who asked for it. */
export interface Viewer {
  /** First the bytes that draw the screen as it is, then what the shell writes; a viewer that lagged is drawn the screen again. */
  send(bytes: Uint8Array): void;
  /** The terminal has another size now than this viewer was last told or asked for. */
  resized(size: ShellSize): void;
  /** The shell is gone, or its node; why, as a sentence. The attachment ends with it: to go on, attach again. */
  ended(because: string): void;
  /** Who looks at the terminal now; said first when the screen comes, then when it changes. */
  seen?(presence: Presence): void;
  /** Somebody who watches asks for the keyboard; only who may type is asked. */
  keyboardAsked?(asker: ViewerView): void;
  /** What this viewer does is dropped, because it only watches; said once. */
  refused?(because: string): void;
}

/** A viewer's hold on a terminal. */
export interface Attachment {
  write(bytes: Uint8Array): void;
  resize(size: ShellSize): void;
  /** Bytes consumed since attaching, cumulative. */
  ack(bytes: number): void;
  /** Asks those who type for the keyboard. Throws LabError badRequest when this viewer has it. */
  askKeyboard(): void;
  /** Lets a viewer that asked type too, or not. Throws LabError onlyWatching, or badRequest where nobody of this number asks. */
  answerKeyboard(viewer: number, give: boolean): void;
  /** Makes a watcher of a viewer that was given the keyboard. Throws as `answerKeyboard` does. */
  takeKeyboardBack(viewer: number): void;
  /** Only watches again, or asks no longer. */
  giveKeyboardBack(): void;
  detach(): void;
}

/** How running a block goes. */
export interface RunNews {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Of the last line that failed, else 0. */
  readonly exitCode?: number;
  readonly ms?: number;
  /** Why it waits or failed, as a sentence. */
  readonly because?: string;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onNews?: (news: RunNews) => void;
}

/** A named shell of a node: opened on first use, shared by all who look at it. */
export interface Terminal {
  /**
   * Shows the terminal to a viewer. Where another viewer drives, it is told that size first. A node that is off is no error:
   * the viewer is told the end. A shell in place of one that is gone has a line in its screen that says so. Whoever only watches
   * changes nothing, the size neither. Throws LabError tooMany.
   */
  attach(viewer: Viewer, size: ShellSize, as?: AttachAs): Promise<Attachment>;
  /** Types the lines one by one, each at a prompt; never into a running program. Always resolves, with `done` or `failed`. */
  run(lines: string, options: RunOptions): Promise<RunNews>;
  /** Presses Ctrl+C. */
  interrupt(): void;
  readonly atPrompt: boolean;
}
