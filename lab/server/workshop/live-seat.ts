import type { Logger as Log } from 'pino';
import {
  type ClusterSnapshot,
  type Course,
  type CourseModule,
  clusterKey,
  emptySnapshot,
  type FaultAction,
  LabError,
  type SandboxView,
  type ServerMessage,
} from '../../contract/index.ts';
import { type ClusterWatch, watchCluster } from '../cluster/index.ts';
import { bringToModule, layFiles } from '../replay/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import type { SeatRecord, Store } from '../store/index.ts';
import { openTerminals, type Terminal, type Terminals } from '../terminal/index.ts';
import { BlockRuns } from './block-runs.ts';
import { blockOf, moduleOf, stepOf } from './courses.ts';
import { givenText } from './given-text.ts';
import { Page, type PageSink } from './page.ts';
import type { SandboxLender } from './sandbox-lender.ts';
import { SeatFiles } from './seat-files.ts';
import { SeatSteps } from './seat-steps.ts';

/** How long a fault may take; a node that boots on a loaded host needs several seconds. */
const FAULT_LIMIT_MS = 90_000;

export interface LiveSeatOptions {
  readonly seatId: string;
  readonly store: Store;
  readonly lender: SandboxLender;
  readonly course: () => Course;
  readonly standIns: readonly string[];
  readonly version: string;
  readonly now: () => number;
  readonly log: Log;
  /** Something the class board shows has changed. */
  readonly onChange: () => void;
}

/** What a sandbox is lent for. */
interface Loan {
  readonly module?: CourseModule;
  readonly prepare?: () => Promise<void>;
}

/** A seat's cluster as it is now. */
export interface SeatCluster {
  readonly nodes: readonly SandboxNode[];
  readonly snapshot: ClusterSnapshot;
}

/** What runs for a seat while the server does: its sandbox, the watch on the cluster, terminals, checks and pages. */
export class LiveSeat {
  readonly log: Log;
  readonly pages = new Set<Page>();
  readonly steps: SeatSteps;
  readonly files: SeatFiles;
  readonly #o: LiveSeatOptions;
  readonly #life = new AbortController();
  readonly #runs: BlockRuns;
  #view: SandboxView = { state: 'closed', nodes: [], message: 'No cluster yet.' };
  #inside?: { sandbox: Sandbox; watch: ClusterWatch; terminals: Terminals };
  /** Raised with every loan, so that a sandbox that comes too late is given back. */
  #turn = 0;

  constructor(options: LiveSeatOptions) {
    this.#o = options;
    this.log = options.log.child({ seat: options.seatId });
    const broadcast = (message: ServerMessage) => this.broadcast(message);
    const own = { record: () => this.record, broadcast, signal: this.#life.signal, log: this.log };
    this.steps = new SeatSteps({ ...options, ...own });
    this.files = new SeatFiles({
      node: (name) => this.node(name),
      given: (node, path) => givenText(options.course(), this.record.step, node, path),
      signal: this.#life.signal,
    });
    this.#runs = new BlockRuns({
      nodes: () => this.#need().sandbox.nodes,
      terminal: (name) => this.terminal(name, 'main'),
      broadcast,
      log: this.log,
    });
  }

  get record(): SeatRecord {
    const record = this.#o.store.seatById(this.#o.seatId);
    if (!record) throw new LabError('noSeat', 'This seat was given up. Take a new one on the first page.');
    return record;
  }

  get sandboxView(): SandboxView {
    return this.#view;
  }

  /**
   * Lends a sandbox to the seat, the one that is there already or a new one for a module (that of the open step if none is
   * named), and has `prepare` work on it before it is the learner's; resolves when it is ready or failed.
   */
  async lend(existing?: Sandbox, { module = this.#module, prepare }: Loan = {}): Promise<void> {
    const turn = ++this.#turn;
    const isLate = () => turn !== this.#turn || this.#life.signal.aborted;
    try {
      const sandbox = existing ?? (await this.#open(module));
      if (isLate()) return this.#o.lender.takeBack(sandbox);
      this.#o.store.setSandbox(this.#o.seatId, sandbox.spec.id);
      this.#enter(sandbox);
      await prepare?.();
      if (!isLate()) this.#ready(sandbox);
    } catch (error) {
      if (isLate()) return;
      this.log.error({ err: error }, 'the sandbox did not open');
      const message =
        error instanceof LabError ? error.message : 'The cluster did not start. The log of the server says why.';
      this.#setView({ ...this.#view, state: 'failed', message });
    }
  }

  /** A new page of the seat: it is told everything at once, then every change. */
  openPage(sink: PageSink): Page {
    const page = new Page(this, sink);
    this.pages.add(page);
    const { id, name, token } = this.record;
    const { standIns, version, now } = this.#o;
    sink.send({
      type: 'welcome',
      seat: { id, name, link: `/s/${token}` },
      course: this.#o.course().outline,
      progress: this.steps.progress,
      sandbox: this.#view,
      now: now(),
      version,
      standIns,
    });
    if (this.#inside) sink.send({ type: 'snapshot', snapshot: this.#inside.watch.snapshot });
    for (const message of this.#runs.latest()) sink.send(message);
    if (this.steps.verdicts.length > 0) sink.send(this.steps.message);
    this.#pagesChanged();
    if (this.#view.state === 'closed' || this.#view.state === 'failed') void this.lend();
    return page;
  }

  removePage(page: Page): void {
    if (this.pages.delete(page)) this.#pagesChanged();
  }

  lookingChanged(): void {
    this.#inside?.watch.setLooking([...this.pages].some((page) => page.looking));
  }

  broadcast(message: ServerMessage): void {
    for (const page of this.pages) page.sink.send(message);
  }

  terminal(node: string, shell: string): Terminal {
    this.node(node);
    return this.#need().terminals.terminal(node, shell);
  }

  /** The nodes and what is known of them; none while there is no cluster. */
  get cluster(): SeatCluster {
    const inside = this.#inside;
    return inside
      ? { nodes: inside.sandbox.nodes, snapshot: inside.watch.snapshot }
      : { nodes: [], snapshot: emptySnapshot() };
  }

  node(name: string): SandboxNode {
    const node = this.#need().sandbox.nodes.find((n) => n.name === name);
    if (!node) throw new LabError('unknownNode', `This cluster has no node ${name}.`);
    return node;
  }

  /** Types a run block into the terminals of its nodes; news go to all pages. */
  runBlock(stepId: string, blockId: string): void {
    const block = blockOf(stepOf(this.#o.course(), stepId).step, blockId);
    if (block.type !== 'run') throw new LabError('badMessage', `Block ${blockId} cannot be run.`);
    this.#runs.start(stepId, block);
  }

  /** Writes the file of a save block on its node. */
  async saveBlock(stepId: string, blockId: string): Promise<void> {
    const block = blockOf(stepOf(this.#o.course(), stepId).step, blockId);
    if (block.type !== 'save') throw new LabError('badMessage', `Block ${blockId} is no file.`);
    await this.node(block.node).writeFile(block.path, Buffer.from(block.text), this.#limit(FAULT_LIMIT_MS));
    this.broadcast({ type: 'blockSaved', step: stepId, block: blockId, path: block.path });
  }

  interrupt(node: string): void {
    this.terminal(node, 'main').interrupt();
  }

  async fault(node: string, action: FaultAction): Promise<void> {
    if (this.#need().sandbox.cloud && this.node(node).power === 'spare') {
      throw new LabError(
        'badRequest',
        `${node} is rented here, not created by hand: aws ec2 run-instances does it, with the tag Name=${node}.`,
      );
    }
    await this.node(node).fault(action, this.#limit(FAULT_LIMIT_MS));
  }

  /** Gives the seat a fresh cluster; progress stays, what the old cluster held is gone. */
  async reset(): Promise<void> {
    this.#giveUpCluster();
    await this.lend();
  }

  /** Gives the seat a fresh cluster in which all that leads to a module was played, and opens its first step. */
  async goToModule(id: string): Promise<void> {
    const module = moduleOf(this.#o.course(), id);
    const first = module.steps[0];
    if (first) await this.steps.open(first.view.id);
    this.#giveUpCluster();
    await this.lend(undefined, { module, prepare: () => this.#bring(module) });
  }

  #giveUpCluster(): void {
    const old = this.#inside?.sandbox;
    this.#leave('The cluster was reset. A new terminal opens when the new nodes are up.');
    this.#o.store.clearBaselines(this.#o.seatId);
    this.#o.store.setSandbox(this.#o.seatId, undefined);
    if (old) this.#o.lender.takeBack(old);
  }

  async #bring(module: CourseModule): Promise<void> {
    const stage = this.#inside;
    if (!stage) return;
    const { course, now } = this.#o;
    const { nodes } = this.#view;
    const { signal } = this.#life;
    const onProgress = (message: string) => this.#setView({ state: 'opening', message, nodes });
    try {
      await bringToModule({ course: course(), module, stage, now, log: this.log, signal, onProgress });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      // The cluster is there, and the learner may go on by hand from where it stands.
      this.broadcast({ type: 'notice', level: 'bad', sentence: error.message });
    }
  }

  /** The course was edited; `problem` says why the new text is not used. */
  courseChanged(problem?: string): void {
    this.broadcast({ type: 'courseChanged', course: this.#o.course().outline, ...(problem ? { problem } : {}) });
    if (!problem) this.steps.courseChanged();
  }

  /** Lets go of everything; the sandbox lives on. */
  close(): void {
    this.#life.abort();
    const sandbox = this.#inside?.sandbox;
    this.#leave('The lab server stops. Your nodes and shells go on.');
    sandbox?.release();
  }

  /** Ends the seat and its sandbox. */
  end(): void {
    this.#life.abort();
    const sandbox = this.#inside?.sandbox;
    this.#leave('This seat was given up, and its cluster with it.');
    if (sandbox) this.#o.lender.takeBack(sandbox);
  }

  get #module(): CourseModule {
    return stepOf(this.#o.course(), this.steps.progress.step).module;
  }

  async #open({ shape }: CourseModule): Promise<Sandbox> {
    const started = this.#o.now();
    const view = (message: string, up: readonly string[]): void => {
      const usual = this.#o.lender.usualMs;
      const nodes = shape.nodes.map((name) => ({ name, up: up.includes(name) }));
      const leftMs = usual === undefined ? {} : { leftMs: Math.max(500, usual - (this.#o.now() - started)) };
      this.#setView({ state: 'opening', message, nodes, ...leftMs });
    };
    view('Your nodes are starting.', []);
    const { signal } = this.#life;
    const sandbox = await this.#o.lender.open(this.record, shape, {
      signal,
      onProgress: (p) => view(p.message, p.up),
    });
    try {
      await layFiles(this.#o.course().files, sandbox, signal);
      return sandbox;
    } catch (error) {
      this.#o.lender.takeBack(sandbox);
      throw error;
    }
  }

  #enter(sandbox: Sandbox): void {
    const { now } = this.#o;
    const watch = watchCluster({ sandbox, now, log: this.log });
    const terminals = openTerminals({ sandbox, now, log: this.log });
    this.#inside = { sandbox, watch, terminals };
    watch.subscribe((event) => this.broadcast({ type: 'event', event }));
    this.lookingChanged();
    this.broadcast({ type: 'snapshot', snapshot: watch.snapshot });
  }

  #ready(sandbox: Sandbox): void {
    const nodes = sandbox.nodes.map((n) => ({ name: n.name, up: n.power === 'running' }));
    this.#setView({ state: 'ready', message: 'Your nodes are up.', nodes, cluster: clusterKey(sandbox.spec) });
    if (this.#inside) this.steps.enter(sandbox, this.#inside.watch);
  }

  #leave(because: string): void {
    this.#turn++;
    this.steps.leave();
    for (const page of this.pages) page.endTerminals(because);
    this.#runs.clear();
    this.#inside?.terminals.close();
    this.#inside?.watch.close();
    this.#inside = undefined;
  }

  #setView(view: SandboxView): void {
    this.#view = view;
    this.broadcast({ type: 'sandbox', sandbox: view });
    this.#o.onChange();
  }

  #pagesChanged(): void {
    this.broadcast({ type: 'pages', count: this.pages.size });
    this.lookingChanged();
    this.#o.onChange();
  }

  #need(): { sandbox: Sandbox; terminals: Terminals } {
    if (this.#inside) return this.#inside;
    throw new LabError('sandboxNotReady', 'Your nodes are not up yet. This works as soon as they are.');
  }

  #limit(ms: number): AbortSignal {
    return AbortSignal.any([this.#life.signal, AbortSignal.timeout(ms)]);
  }
}
