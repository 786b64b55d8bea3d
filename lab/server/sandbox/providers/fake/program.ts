import type { ShellSize } from '../../provider.ts';
import type { FileTree } from './file-tree.ts';
import type { Machine } from './model/index.ts';
import type { Site } from './site.ts';

/** What a program is given: its input as a whole, where its output goes, and the end of patience. */
export interface ProgramIo {
  readonly stdin: string;
  /** Whether the output is a terminal: tables and progress may look different there. */
  readonly isTty: boolean;
  /** Waits while whoever reads is held up. */
  out(text: string): void | Promise<void>;
  err(text: string): void;
  readonly signal: AbortSignal;
}

/** One running shell: what its commands share. */
export interface Session {
  readonly site: Site;
  readonly machine: Machine;
  readonly files: FileTree;
  readonly variables: Map<string, string>;
  readonly history: string[];
  /** $1, $2 … */
  arguments: readonly string[];
  cwd: string;
  lastStatus: number;
  size: ShellSize;
}

/** A program of the node: takes its arguments (without its name), gives its exit code. */
export type Program = (args: readonly string[], io: ProgramIo, session: Session) => number | Promise<number>;

/** The exit code of a program that Ctrl+C ended. */
export const INTERRUPTED = 130;
