import type { CommandView, KnownCommands } from '../../contract/index.ts';
import { maskSecrets } from './mask-secrets.ts';
import type { PromptMark } from './prompt-marks.ts';
import type { TapPlace, TerminalTap } from './tap.ts';

/** Commands kept of each terminal. */
const KEPT = 200;
/** A shell within a shell is a command that runs while others do; so deep it is followed. */
const DEEPEST = 8;

/** A command that has not ended; without a view it is private, or its line did not come yet. */
interface Running {
  readonly startedAt: number;
  view?: CommandView;
}

/** The commands of a sandbox's shells, in memory, with secrets masked. What a terminal showed before the log was is not in it. */
export class CommandLog implements KnownCommands {
  readonly #now: () => number;
  readonly #terminals: CommandView[][] = [];
  readonly #listeners = new Set<(command: CommandView) => void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  list(node?: string): readonly CommandView[] {
    const all = this.#terminals.flat().filter((command) => node === undefined || command.node === node);
    return all.sort((a, b) => a.startedAt - b.startedAt);
  }

  subscribe(listener: (command: CommandView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows a terminal. */
  tap({ node, shell }: Pick<TapPlace, 'node' | 'shell'>): TerminalTap {
    const kept: CommandView[] = [];
    this.#terminals.push(kept);
    let running: Running[] = [];
    const now = this.#now;

    /** Puts the command in the place of what was known of it before. */
    const keep = (known: CommandView | undefined, view: CommandView): void => {
      const at = known ? kept.lastIndexOf(known) : -1;
      if (at >= 0) kept[at] = view;
      else kept.push(view);
      if (kept.length > KEPT) kept.shift();
      for (const listener of [...this.#listeners]) listener(view);
    };
    const end = (command: Running | undefined, exitCode?: number): void => {
      if (!command?.view) return;
      const ms = Math.max(0, now() - command.startedAt);
      keep(command.view, { ...command.view, ms, ...(exitCode === undefined ? {} : { exitCode }) });
    };
    const marked = (mark: PromptMark): void => {
      if (mark.kind === 'commandStart') running = [...running, { startedAt: now() }].slice(-DEEPEST);
      else if (mark.kind === 'commandEnd') end(running.pop(), mark.exitCode);
      else if (mark.kind === 'commandLine') {
        const command = running.at(-1);
        // The shell tells a line once; what a program prints is no line.
        if (!command || command.view) return;
        const text = maskSecrets(mark.text, mark).trimEnd();
        command.view = { text, node: mark.machine ?? node, shell, startedAt: command.startedAt };
        keep(undefined, command.view);
      }
    };
    return {
      output() {},
      mark: marked,
      newShell() {
        for (const command of running.splice(0).reverse()) end(command);
      },
    };
  }
}
