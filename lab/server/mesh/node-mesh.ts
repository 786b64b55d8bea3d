import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import type { SandboxNode } from '../sandbox/index.ts';
import type { Limit } from './limit.ts';
import { NodeLine } from './node-line.ts';
import { emptyRules, HOST, INGRESS, type NamespaceRules } from './rules.ts';

const FUNCTIONS = readFileSync(join(import.meta.dirname, 'in-node.sh'), 'utf8');
/** Rules of a namespace take about 20 ms to put in place; a machine that is busy takes its time. */
const RUN_LIMIT_MS = 20_000;
/** Changes that come closer than this go through a line that is kept open. */
const OFTEN_MS = 20_000;
/** After a line that did not work, the next is tried so much later. */
const NO_LINE_MS = 300_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

export interface NodeMeshOptions {
  readonly node: SandboxNode;
  readonly limit: Limit;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Rules of an ended server may be there. */
  readonly isAdopted: boolean;
  readonly now: () => number;
  /** Docker's own mesh works in the node. */
  onDocker(): void;
}

/** Keeps the rules in the namespaces of one node as they are wanted, by one run in the node for each change. */
export class NodeMesh {
  readonly node: SandboxNode;
  readonly #o: NodeMeshOptions;
  readonly #applied = new Map<string, NamespaceRules>();
  /** Namespaces that were not there: Docker makes them when a network is first used on the node. */
  readonly #absent = new Set<string>();
  #wanted: readonly NamespaceRules[] = [];
  #leaving: ReadonlySet<string> = new Set();
  #isUnknown: boolean;
  #isRunning = false;
  #line?: NodeLine;
  #isOpening = false;
  #noLineBefore = 0;
  #lines = 0;
  #ranAt = Number.NEGATIVE_INFINITY;
  #retryMs = FIRST_RETRY_MS;
  #retry?: NodeJS.Timeout;

  constructor(options: NodeMeshOptions) {
    this.#o = options;
    this.node = options.node;
    this.#isUnknown = options.isAdopted;
    options.signal.addEventListener('abort', () => clearTimeout(this.#retry), { once: true });
  }

  /** These rules and no others; `leaving` are addresses of tasks that still finish what they began. */
  want(rules: readonly NamespaceRules[], leaving: ReadonlySet<string>): void {
    this.#wanted = rules;
    this.#leaving = leaving;
    void this.#sync();
  }

  /** A namespace is there, gone or another one. */
  doubt(name: string): void {
    this.#applied.delete(name);
    this.#absent.delete(name);
    if (name === INGRESS) this.doubt(HOST);
  }

  /** A namespace that was not there may be there now. */
  appeared(name: string): void {
    this.#absent.delete(name);
    if (name === INGRESS) this.#absent.delete(HOST);
  }

  /** The node was off: nothing is left of its namespaces. */
  forget(): void {
    this.#applied.clear();
    this.#absent.clear();
    this.#isUnknown = false;
  }

  async #sync(): Promise<void> {
    if (this.#isRunning) return;
    clearTimeout(this.#retry);
    this.#isRunning = true;
    try {
      for (let changes = this.#changes(); changes.length > 0; changes = this.#changes()) await this.#apply(changes);
      this.#retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!this.#o.signal.aborted) this.#later(error);
    } finally {
      this.#isRunning = false;
    }
  }

  #later(error: unknown): void {
    this.#o.log.debug({ err: error, node: this.node.name }, 'the rules of a node could not be written');
    this.#retry = setTimeout(() => void this.#sync(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #changes(): NamespaceRules[] {
    if (this.#o.signal.aborted || this.node.power !== 'running') return [];
    const names = new Set(this.#wanted.map(({ name }) => name));
    const dropped = [...this.#applied.keys()].filter((name) => !names.has(name)).map(emptyRules);
    return [...this.#wanted, ...dropped].filter((rules) => {
      if (this.#absent.has(rules.name)) return false;
      const before = this.#applied.get(rules.name);
      if (!before) return this.#isUnknown || !rules.isEmpty;
      return before.text !== rules.text || before.addresses.join() !== rules.addresses.join();
    });
  }

  async #apply(changes: readonly NamespaceRules[]): Promise<void> {
    const calls = changes.map((rules) => this.#call(rules)).join('');
    const isUrgent = changes.some((rules) => this.#goneFrom(rules).length > 0);
    const { stdout, stderr } = await this.#o.limit(() => this.#run(calls, isUrgent));
    const said = new Map(stdout.split('\n').map((line) => line.split(' ', 2).reverse() as [string, string]));
    const failed: string[] = [];
    for (const rules of changes) {
      const outcome = said.get(rules.name);
      if (outcome === 'docker') this.#o.onDocker();
      else if (outcome === 'absent') this.#absent.add(rules.name);
      else if (outcome !== 'done') failed.push(rules.name);
      // Rules from before Docker's mesh worked are there still, and have to go out.
      const stays = outcome === 'docker' && this.#isUnknown;
      if (outcome === 'done' || stays) this.#applied.set(rules.name, rules);
      else if (outcome !== 'docker') this.#applied.delete(rules.name);
    }
    this.#isUnknown = false;
    if (failed.length > 0) throw new Error(`${failed.join(', ')}: ${stderr.trim()}`);
  }

  /** Tasks to which a namespace still sends connections, and should not. */
  #goneFrom({ name, tasks }: NamespaceRules): string[] {
    return [...(this.#applied.get(name)?.tasks ?? [])].filter((task) => !tasks.has(task));
  }

  async #run(calls: string, isUrgent: boolean): Promise<{ stdout: string; stderr: string }> {
    const isOften = this.#o.now() - this.#ranAt < OFTEN_MS;
    this.#ranAt = this.#o.now();
    if (this.#line?.isOpen) {
      try {
        const said = await this.#line.run(calls);
        return { stdout: said, stderr: said };
      } catch (error) {
        this.#o.log.debug({ err: error, node: this.node.name }, 'the line into a node broke');
      }
    }
    const signal = AbortSignal.any([this.#o.signal, AbortSignal.timeout(RUN_LIMIT_MS)]);
    // What a learner looks at comes first: pages hear of a change while its rules are written. But tasks that go are missed.
    const result = await this.node.run(isUrgent ? ['bash'] : ['nice', 'bash'], signal, FUNCTIONS + calls);
    if (isOften) void this.#openLine();
    return result;
  }

  async #openLine(): Promise<void> {
    const { log, now, signal } = this.#o;
    if (this.#isOpening || this.#line?.isOpen || now() < this.#noLineBefore) return;
    this.#isOpening = true;
    try {
      const name = `mesh${now().toString(36)}x${this.#lines++}`;
      this.#line = await NodeLine.open({ node: this.node, name, prelude: FUNCTIONS, signal });
    } catch (error) {
      this.#noLineBefore = now() + NO_LINE_MS;
      if (!signal.aborted) log.debug({ err: error, node: this.node.name }, 'no line into a node');
    } finally {
      this.#isOpening = false;
    }
  }

  #call(rules: NamespaceRules): string {
    const { name, text, addresses, open, isEmpty } = rules;
    const before = this.#applied.get(name);
    const gone = this.#goneFrom(rules);
    const opened = [...open].filter((key) => !before?.open.has(key));
    const flows = [...gone.map((task) => `${this.#leaving.has(task) ? 'leaving' : 'gone'}:${task}`), ...opened];
    // Only namespaces of networks have addresses to answer for. They are told with every change, as a device that was down
    // for a moment has lost them.
    const hasNone = name === HOST || name === INGRESS || (addresses.length === 0 && !before?.addresses.length);
    const kept = hasNone ? '-' : addresses.join(' ');
    const time = isEmpty ? 'out' : before && !before.isEmpty ? 'again' : 'first';
    return `namespace ${name} ${time} '${kept}' '${flows.join(' ')}' <<'END'\n${text}END\n`;
  }
}
