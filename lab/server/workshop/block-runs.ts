import type { Logger as Log } from 'pino';
import { type RunState, type ServerMessage, type StepBlock, toProblem } from '../../contract/index.ts';
import { fillVariables } from '../course/index.ts';
import { resolveVariable } from '../replay/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';
import type { Terminal } from '../terminal/index.ts';

type RunBlock = Extract<StepBlock, { type: 'run' }>;
type RunMessage = Extract<ServerMessage, { type: 'runState' }>;

/** How long a block may wait for a prompt and run before it is given up. */
const RUN_LIMIT_MS = 15 * 60_000;

export interface BlockRunsOptions {
  readonly nodes: () => readonly SandboxNode[];
  readonly terminal: (node: string) => Terminal;
  readonly broadcast: (message: ServerMessage) => void;
  readonly log: Log;
}

/** The blocks of the guide that run or ran in a seat's terminals, by step, block and node. */
export class BlockRuns {
  readonly #o: BlockRunsOptions;
  readonly #latest = new Map<string, RunMessage>();
  #life = new AbortController();

  constructor(options: BlockRunsOptions) {
    this.#o = options;
  }

  /** What is known of each block's last run, for a page that comes. */
  latest(): readonly ServerMessage[] {
    return [...this.#latest.values()];
  }

  /** Runs a block on each of its nodes; on a node where it runs already nothing happens. */
  start(step: string, block: RunBlock): void {
    const nodes = this.#o.nodes();
    for (const name of block.nodes) {
      const state = this.#latest.get(keyOf(step, block.id, name))?.state;
      if (state === 'running' || state === 'waiting') continue;
      const life = this.#life;
      void this.#run(step, block, name, nodes).catch((error) => {
        if (life.signal.aborted) return;
        const problem = toProblem(error);
        if (problem.code === 'internal') this.#o.log.error({ err: error, step, block: block.id }, 'a block failed');
        this.#news({ type: 'runState', step, block: block.id, node: name, state: 'failed', because: problem.detail });
      });
    }
  }

  /** Forgets all runs, because their terminals go. */
  clear(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#latest.clear();
  }

  async #run(step: string, block: RunBlock, node: string, nodes: readonly SandboxNode[]): Promise<void> {
    const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(RUN_LIMIT_MS)]);
    const base = { type: 'runState', step, block: block.id, node } as const;
    this.#news({ ...base, state: 'waiting' satisfies RunState });
    const lines = await fillVariables(block.lines, (variable) => resolveVariable(variable, nodes, signal));
    const last = await this.#o
      .terminal(node)
      .run(lines, { signal, onNews: (news) => this.#news({ ...base, ...news }) });
    if (!signal.aborted) this.#news({ ...base, ...last });
  }

  #news(message: RunMessage): void {
    this.#latest.set(keyOf(message.step, message.block, message.node), message);
    this.#o.broadcast(message);
  }
}

function keyOf(step: string, block: string, node: string): string {
  return `${step}/${block}/${node}`;
}
