import type { ShellSize } from '../sandbox/index.ts';
import type { PromptMark } from './prompt-marks.ts';

/** Somebody who follows a terminal without showing it: a recording, the log of its commands. */
export interface TerminalTap {
  /** What the shell wrote, in the order and pieces in which it came; not what was there before the tap was. */
  output(bytes: Uint8Array): void;
  /** What the output says about the shell. */
  mark?(mark: PromptMark): void;
  /** What a person or a block typed into it. */
  input?(bytes: Uint8Array): void;
  resized?(size: ShellSize): void;
  /** Another shell writes from here on, or none does any more. */
  newShell?(): void;
  /** The lab lets go of the terminal. */
  close?(): void;
}

/** Which terminal a tap is for. */
export interface TapPlace {
  readonly node: string;
  readonly shell: string;
  readonly size: ShellSize;
  /** Bytes that draw what is in sight, as it is before the next output: who begins in the middle begins with them. */
  readonly picture: () => Promise<Uint8Array>;
}

/** Makes the taps of a terminal when it is first used. */
export type TapMaker = (place: TapPlace) => readonly TerminalTap[];
