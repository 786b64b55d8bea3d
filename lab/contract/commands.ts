/** What is kept of what is typed: nothing; the commands of a cluster in memory; the same, and the class board shows the last of each learner. */
export const COMMANDS_KEPT = ['off', 'keep', 'board'] as const;
export type CommandsKept = (typeof COMMANDS_KEPT)[number];

/** A command of a shell. Secrets in it are masked, and a line that begins with a space is none. */
export interface CommandView {
  /** As the shell took it; of several lines where it had several. */
  readonly text: string;
  /** The node on which it ran: where somebody went by ssh, that one. */
  readonly node: string;
  readonly shell: string;
  /** By the server's clock, ms since the epoch. */
  readonly startedAt: number;
  /** How long it took; absent while it runs. */
  readonly ms?: number;
  /** Absent while it runs, and where its shell went before it ended. */
  readonly exitCode?: number;
}

/** Ended with Ctrl+C or Ctrl+Z, or by a reader that had enough: nobody failed. */
const CALLED_OFF: readonly number[] = [130, 141, 148];

/** Whether a command ended and said that something went wrong. */
export function hasFailed({ exitCode }: Pick<CommandView, 'exitCode'>): boolean {
  return exitCode !== undefined && exitCode !== 0 && !CALLED_OFF.includes(exitCode);
}

/** The commands of a cluster's shells, as far as they are kept. */
export interface KnownCommands {
  /** In the order in which they started; of one node, or of all. */
  list(node?: string): readonly CommandView[];
  /** Calls back when a command started or ended; the returned function ends that. */
  subscribe(listener: (command: CommandView) => void): () => void;
}
