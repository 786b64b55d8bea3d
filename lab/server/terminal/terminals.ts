import type { Logger as Log } from 'pino';
import { LabError, MAIN_SHELL, type ShellNames } from '../../contract/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import { realClock } from './clock.ts';
import { ShellList } from './shell-list.ts';
import { ShellTerminal } from './shell-terminal.ts';
import type { TapMaker } from './tap.ts';
import { createTerminalLoad, type TerminalLoad } from './terminal-load.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Terminal } from './viewer.ts';

/** Shells that a seat opens at a stretch, beside the main ones: all that five nodes hold. Then ten in each minute. */
const NEW_SHELLS = { burst: 40, perSecond: 10 / 60 };

/** The terminals of a sandbox: one for each node and shell name. */
export interface Terminals {
  /** The same terminal every time. Throws LabError unknownNode. */
  terminal(node: string, shell: string): Terminal;
  /** The learner's shells by node, the main one first. */
  readonly shells: ShellNames;
  /** Takes in the shells that the nodes hold already, as after a restart of the server. */
  findShells(signal: AbortSignal): Promise<void>;
  /** Makes room for another shell of a node and gives its name; it starts when it is first looked at. */
  newShell(node: string): string;
  /** Ends a shell other than the main one, for all who look at it. `busy`: a program runs in it, and the caller is not sure. */
  endShell(node: string, shell: string, o: EndOptions): Promise<'ended' | 'busy'>;
  /** Lets go of all shells; they live on in their nodes. */
  close(): void;
}

interface EndOptions {
  readonly isSure: boolean;
  readonly signal: AbortSignal;
}

export interface TerminalsOptions {
  readonly sandbox: Sandbox;
  readonly log: Log;
  readonly now: () => number;
  readonly taps?: TapMaker;
  /** What these terminals share with those of other sandboxes. */
  readonly load?: TerminalLoad;
  /** There is a shell more, or one less; `exited` names one that went by itself. */
  readonly onShells?: (exited?: { readonly node: string; readonly shell: string }) => void;
}

/** Terminals onto the shells of a sandbox's nodes; each shell opens when it is first needed. */
export function openTerminals(options: TerminalsOptions): Terminals {
  return new SandboxTerminals(options);
}

class SandboxTerminals implements Terminals {
  readonly #o: TerminalsOptions;
  readonly #load: TerminalLoad;
  readonly #newShells: TokenBucket;
  readonly #open = new Map<string, ShellTerminal>();
  readonly #list: ShellList;
  /** Shells that are being ended: what becomes of them is no news, and their names are not free yet. */
  readonly #ending = new Set<string>();

  constructor(options: TerminalsOptions) {
    this.#o = options;
    this.#load = options.load ?? createTerminalLoad(realClock(options.now));
    this.#newShells = new TokenBucket(NEW_SHELLS, options.now);
    this.#list = new ShellList(options.sandbox.nodes.map((node) => node.name));
  }

  get shells(): ShellNames {
    return this.#list.names;
  }

  terminal(nodeName: string, shell: string): Terminal {
    const key = keyOf(nodeName, shell);
    const known = this.#open.get(key);
    if (known) return known;
    const { log, now, taps } = this.#o;
    const load = this.#load;
    const node = this.#node(nodeName);
    const onEnded = (): void => this.#exited(nodeName, shell);
    const terminal = new ShellTerminal({
      node,
      shell,
      log,
      clock: realClock(now),
      load,
      onEnded,
      ...(taps ? { taps } : {}),
    });
    this.#open.set(key, terminal);
    return terminal;
  }

  async findShells(signal: AbortSignal): Promise<void> {
    const { sandbox, log } = this.#o;
    const look = async (node: SandboxNode): Promise<void> => {
      try {
        this.#list.found(node.name, await node.shells(signal));
      } catch (err) {
        // Its shells go on, only their tabs are not shown.
        log.warn({ err, node: node.name }, 'the shells of a node were not found');
      }
    };
    await Promise.all(sandbox.nodes.map(look));
  }

  newShell(nodeName: string): string {
    const node = this.#node(nodeName);
    if (node.power !== 'running')
      throw new LabError('nodeDown', `${nodeName} is not up. Another shell opens when it is.`);
    if (!this.#newShells.take()) {
      throw new LabError(
        'tooMany',
        'Shells were opened and closed too quickly: there are ten new ones a minute. Wait a moment.',
      );
    }
    const shell = this.#list.take(nodeName, (name) => this.#ending.has(keyOf(nodeName, name)));
    this.#o.onShells?.();
    return shell;
  }

  async endShell(nodeName: string, shell: string, { isSure, signal }: EndOptions): Promise<'ended' | 'busy'> {
    const node = this.#node(nodeName);
    if (shell === MAIN_SHELL) {
      throw new LabError('badRequest', `The first shell of ${nodeName} cannot be closed: the guide types into it.`);
    }
    const key = keyOf(nodeName, shell);
    if (!this.#list.has(nodeName, shell) || this.#ending.has(key)) return 'ended';
    this.#ending.add(key);
    try {
      // A node that is off has taken its shells with it.
      const isOff = ['stopped', 'failed', 'spare'].includes(node.power);
      if (!isOff && (await node.endShell(shell, { isSure }, signal)) === 'busy') return 'busy';
      this.#remove(nodeName, shell);
      this.#o.onShells?.();
      return 'ended';
    } finally {
      this.#ending.delete(key);
    }
  }

  close(): void {
    for (const terminal of this.#open.values()) terminal.close();
    this.#open.clear();
  }

  /** The main shell is opened again by whoever looks at it; of another one nothing is left. */
  #exited(node: string, shell: string): void {
    if (this.#ending.has(keyOf(node, shell)) || !this.#remove(node, shell)) return;
    this.#o.onShells?.({ node, shell });
  }

  /** Whether it was there. */
  #remove(node: string, shell: string): boolean {
    if (!this.#list.remove(node, shell)) return false;
    const key = keyOf(node, shell);
    this.#open.get(key)?.close();
    this.#open.delete(key);
    return true;
  }

  #node(name: string): SandboxNode {
    const { nodes } = this.#o.sandbox;
    const node = nodes.find((candidate) => candidate.name === name);
    if (node) return node;
    const names = nodes.map((candidate) => candidate.name).join(', ');
    throw new LabError('unknownNode', `There is no node ${JSON.stringify(name)} here. The nodes are ${names}.`);
  }
}

function keyOf(node: string, shell: string): string {
  return `${node}/${shell}`;
}
