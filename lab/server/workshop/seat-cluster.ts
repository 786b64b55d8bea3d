import type { Logger as Log } from 'pino';
import {
  type ClusterSnapshot,
  type Course,
  type CourseModule,
  clusterKey,
  emptySnapshot,
  LabError,
  type SandboxView,
} from '../../contract/index.ts';
import { type ClusterWatch, watchCluster } from '../cluster/index.ts';
import { bringToModule, layFiles } from '../replay/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import type { SeatRecord, Store } from '../store/index.ts';
import { openTerminals, type TapMaker, type TerminalLoad, type Terminals } from '../terminal/index.ts';
import { stepOf } from './courses.ts';
import type { SandboxLender } from './sandbox-lender.ts';

/** A sandbox that is lent, with what watches it and types into it. */
export interface Inside {
  readonly sandbox: Sandbox;
  readonly watch: ClusterWatch;
  readonly terminals: Terminals;
}

/** A seat's cluster as it is now; without one it has no nodes. */
export interface ClusterNow {
  readonly nodes: readonly SandboxNode[];
  readonly snapshot: ClusterSnapshot;
}

export interface SeatClusterOptions {
  readonly seatId: string;
  readonly store: Store;
  readonly lender: SandboxLender;
  readonly course: () => Course;
  readonly record: () => SeatRecord;
  readonly now: () => number;
  readonly log: Log;
  /** Who listens to the terminals of its nodes. */
  readonly taps: TapMaker;
  readonly load: TerminalLoad;
  /** Ends with the seat or the server. */
  readonly signal: AbortSignal;
  onView(view: SandboxView): void;
  /** A sandbox is there; it may still be worked on before it is the learner's. */
  onEnter(inside: Inside): void;
  /** There is a shell more, or one less; `exited` went by itself. */
  onShells(exited?: { readonly node: string; readonly shell: string }): void;
  /** It is the learner's. */
  onReady(inside: Inside): void;
  /** It goes: why, as a sentence. */
  onLeave(because: string): void;
  /** Something went wrong that leaves the cluster usable. */
  onTrouble(sentence: string): void;
}

/** Listing the shells of a node is a matter of milliseconds. */
const FIND_LIMIT_MS = 5000;

/** What a sandbox is lent for. */
interface Loan {
  readonly module?: CourseModule;
  readonly prepare?: (inside: Inside, signal: AbortSignal) => Promise<void>;
}

/** The cluster of a seat: lent, brought to where a part of the course begins, given back. */
export class SeatCluster {
  view: SandboxView = { state: 'closed', nodes: [], message: 'No cluster yet.' };
  inside: Inside | undefined;
  readonly #o: SeatClusterOptions;
  /** Of the present loan: a sandbox that comes after its end is given back. */
  #loan = new AbortController();

  constructor(options: SeatClusterOptions) {
    this.#o = options;
  }

  get now(): ClusterNow {
    const { inside } = this;
    return inside
      ? { nodes: inside.sandbox.nodes, snapshot: inside.watch.snapshot }
      : { nodes: [], snapshot: emptySnapshot() };
  }

  /**
   * Lends a sandbox, the one that is there already or a new one for a module (that of the open step if none is named), and has
   * `prepare` work on it before it is the learner's; resolves when it is ready or failed.
   */
  async lend(existing?: Sandbox, { module, prepare }: Loan = {}): Promise<void> {
    this.#loan.abort();
    this.#loan = new AbortController();
    const signal = AbortSignal.any([this.#o.signal, this.#loan.signal]);
    try {
      const sandbox =
        existing ?? (await this.#open(module ?? stepOf(this.#o.course(), this.#o.record().step).module, signal));
      if (signal.aborted) return this.#o.lender.takeBack(sandbox);
      this.#o.store.setSandbox(this.#o.seatId, sandbox.spec.id);
      const terminals = this.#terminals(sandbox);
      // What lived before may hold shells of the learner: pages hear of them with the first word.
      if (existing) await terminals.findShells(AbortSignal.any([signal, AbortSignal.timeout(FIND_LIMIT_MS)]));
      // A server that stops leaves it where it is.
      if (signal.aborted) return this.#o.signal.aborted ? undefined : this.#o.lender.takeBack(sandbox);
      const inside = this.#enter(sandbox, terminals);
      await prepare?.(inside, signal);
      if (!signal.aborted) this.#ready(inside);
    } catch (error) {
      if (signal.aborted) return;
      this.#o.log.error({ err: error }, 'the sandbox did not open');
      const message =
        error instanceof LabError ? error.message : 'The cluster did not start. The log of the server says why.';
      this.#setView({ ...this.view, state: 'failed', message });
    }
  }

  /** A fresh cluster; what the old one held is gone. */
  async reset(): Promise<void> {
    this.#giveUp();
    await this.lend();
  }

  /** A fresh cluster in which all that leads to a module was played. */
  async resetTo(module: CourseModule): Promise<void> {
    this.#giveUp();
    await this.lend(undefined, { module, prepare: (inside, signal) => this.#bring(module, inside, signal) });
  }

  /** Lets go of the cluster; gives back the sandbox, which lives on. */
  leave(because: string): Sandbox | undefined {
    const { inside } = this;
    this.#loan.abort();
    this.#o.onLeave(because);
    inside?.terminals.close();
    inside?.watch.close();
    this.inside = undefined;
    return inside?.sandbox;
  }

  #giveUp(): void {
    const old = this.leave('The cluster was reset. A new terminal opens when the new nodes are up.');
    this.#o.store.clearBaselines(this.#o.seatId);
    this.#o.store.setSandbox(this.#o.seatId, undefined);
    if (old) this.#o.lender.takeBack(old);
  }

  async #open(module: CourseModule, signal: AbortSignal): Promise<Sandbox> {
    const { lender, now, record, course } = this.#o;
    const { shape } = module;
    const started = now();
    const show = (message: string, up: readonly string[]): void => {
      const nodes = shape.nodes.map((name) => ({ name, up: up.includes(name) }));
      const usual = lender.usualMs;
      const leftMs = usual === undefined ? {} : { leftMs: Math.max(500, usual - (now() - started)) };
      this.#setView({ state: 'opening', message, nodes, ...leftMs });
    };
    show('Your nodes are starting.', []);
    const sandbox = await lender.open(record(), shape, { signal, onProgress: (p) => show(p.message, p.up) });
    try {
      await layFiles(course().files, sandbox, signal);
      return sandbox;
    } catch (error) {
      lender.takeBack(sandbox);
      throw error;
    }
  }

  async #bring(module: CourseModule, stage: Inside, signal: AbortSignal): Promise<void> {
    const { course, now, log } = this.#o;
    const { nodes } = this.view;
    const onProgress = (message: string) => this.#setView({ state: 'opening', message, nodes });
    try {
      await bringToModule({ course: course(), module, stage, now, log, signal, onProgress });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LabError)) throw error;
      // The cluster is there, and the learner may go on by hand from where it stands.
      this.#o.onTrouble(error.message);
    }
  }

  #terminals(sandbox: Sandbox): Terminals {
    const { now, log, onShells, taps, load } = this.#o;
    return openTerminals({ sandbox, now, log, onShells, taps, load });
  }

  #enter(sandbox: Sandbox, terminals: Terminals): Inside {
    const { now, log } = this.#o;
    const inside = { sandbox, watch: watchCluster({ sandbox, now, log }), terminals };
    this.inside = inside;
    this.#o.onEnter(inside);
    return inside;
  }

  #ready(inside: Inside): void {
    const { sandbox } = inside;
    const nodes = sandbox.nodes.map((n) => ({ name: n.name, up: n.power === 'running' }));
    this.#setView({ state: 'ready', message: 'Your nodes are up.', nodes, cluster: clusterKey(sandbox.spec) });
    this.#o.onReady(inside);
  }

  #setView(view: SandboxView): void {
    this.view = view;
    this.#o.onView(view);
  }
}
