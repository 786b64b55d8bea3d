import type { Logger as Log } from 'pino';
import {
  CLOSE,
  type CommandsKept,
  type Course,
  LabError,
  MAIN_SHELL,
  type SandboxView,
  type ServerMessage,
} from '../../contract/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import type { SeatRecord, Store } from '../store/index.ts';
import type { Person, Terminal, TerminalLoad } from '../terminal/index.ts';
import { BlockRuns } from './block-runs.ts';
import { givenText } from './given-text.ts';
import { Page, type PageSink } from './page.ts';
import type { RecordingsOf } from './recordings-of.ts';
import type { SandboxLender } from './sandbox-lender.ts';
import { SeatActs } from './seat-acts.ts';
import { type ClusterNow, type Inside, SeatCluster } from './seat-cluster.ts';
import { SeatCommands } from './seat-commands.ts';
import { SeatFiles } from './seat-files.ts';
import { SeatPages } from './seat-pages.ts';
import { SeatShells } from './seat-shells.ts';
import { SeatSteps } from './seat-steps.ts';
import { Watcher } from './watching.ts';

export interface LiveSeatOptions {
  readonly seatId: string;
  readonly store: Store;
  readonly lender: SandboxLender;
  readonly course: () => Course;
  readonly standIns: readonly string[];
  readonly version: string;
  readonly now: () => number;
  readonly log: Log;
  readonly recordings: RecordingsOf;
  readonly commands: CommandsKept;
  /** What the terminals of all seats share. */
  readonly load: TerminalLoad;
  /** Something the class board shows has changed. */
  readonly onChange: () => void;
}

/** What runs for a seat while the server does: its sandbox, the watch on the cluster, terminals, checks and pages. */
export class LiveSeat {
  readonly log: Log;
  readonly now: () => number;
  readonly pages: SeatPages;
  readonly steps: SeatSteps;
  readonly files: SeatFiles;
  readonly recordings: ReturnType<RecordingsOf>;
  readonly shells: SeatShells;
  readonly acts: SeatActs;
  readonly commands: SeatCommands;
  readonly #o: LiveSeatOptions;
  readonly #life = new AbortController();
  readonly #runs: BlockRuns;
  readonly #cluster: SeatCluster;

  constructor(options: LiveSeatOptions) {
    this.#o = options;
    this.log = options.log.child({ seat: options.seatId });
    this.now = options.now;
    this.pages = new SeatPages(options.now);
    const broadcast = (message: ServerMessage) => this.broadcast(message);
    const own = { record: () => this.record, broadcast, signal: this.#life.signal, log: this.log };
    this.steps = new SeatSteps({ ...options, ...own });
    const isMet = (step: string) => this.steps.progress.met[step] !== undefined;
    this.commands = new SeatCommands({ ...options, ...own, isMet });
    this.files = new SeatFiles({
      node: (name) => this.node(name),
      given: (node, path) => givenText(options.course(), this.record.step, node, path),
      signal: this.#life.signal,
    });
    this.recordings = options.recordings(options.seatId, options.course(), (state) =>
      broadcast({ type: 'recording', ...state }),
    );
    this.shells = new SeatShells({ ...own, terminals: () => this.#need().terminals });
    const terminal = (node: string) => this.#need().terminals.terminal(node, MAIN_SHELL);
    this.#runs = new BlockRuns({
      nodes: () => this.#need().sandbox.nodes,
      terminal,
      broadcast,
      log: this.log,
    });
    this.acts = new SeatActs({
      ...own,
      course: options.course,
      sandbox: () => this.#need().sandbox,
      node: (name) => this.node(name),
      terminal,
      runs: this.#runs,
      steps: this.steps,
      cluster: () => this.#cluster,
    });
    this.#cluster = new SeatCluster({
      ...options,
      ...own,
      onView: (view) => {
        broadcast({ type: 'sandbox', sandbox: view });
        options.onChange();
      },
      onShells: (exited) => this.shells.changed(exited),
      taps: (place) => [...this.recordings.tap(place), ...this.commands.tap(place)],
      onEnter: ({ watch }) => this.#entered(watch),
      onReady: ({ sandbox, watch }) => {
        this.commands.enter();
        this.steps.enter(sandbox, watch, this.commands.known);
      },
      onLeave: (because) => this.#left(because),
      onTrouble: (sentence) => broadcast({ type: 'notice', level: 'bad', sentence }),
    });
  }

  get record(): SeatRecord {
    const record = this.#o.store.seatById(this.#o.seatId);
    if (!record) throw new LabError('noSeat', 'This seat was given up. Take a new one on the first page.');
    return record;
  }

  get sandboxView(): SandboxView {
    return this.#cluster.view;
  }

  /** Lends a sandbox to the seat, the one that is there already or a new one; resolves when it is ready or failed. */
  lend(existing?: Sandbox): Promise<void> {
    return this.#cluster.lend(existing);
  }

  /** A new page of the seat: it is told everything at once, then every change. Throws LabError tooMany. */
  openPage(sink: PageSink): Page {
    const page = this.#open(new Page(this, sink));
    const { state } = this.sandboxView;
    if (state === 'closed' || state === 'failed') void this.lend();
    return page;
  }

  /** A page of somebody who watches: it is told the same, and can change nothing. Throws LabError tooMany. */
  openWatch(person: Person, sink: PageSink): Page {
    return this.#open(new Page(this, sink, new Watcher(person, () => this.broadcast(this.pages.watchers))));
  }

  #open(page: Page): Page {
    const { sink, watcher } = page;
    this.pages.mustHaveRoom(watcher !== undefined);
    const { id, name, token } = this.record;
    const { standIns, version, now, commands } = this.#o;
    const course = this.#o.course().outline;
    this.pages.add(page);
    sink.send({
      type: 'welcome',
      // The link would let in whoever may only watch.
      seat: { id, name, link: watcher ? '' : `/s/${token}` },
      course,
      progress: this.steps.progress,
      sandbox: this.sandboxView,
      now: now(),
      version,
      standIns,
      commands,
    });
    const { inside } = this.#cluster;
    if (inside) sink.send({ type: 'snapshot', snapshot: inside.watch.snapshot });
    if (inside) sink.send(this.shells.message);
    for (const message of this.#runs.latest()) sink.send(message);
    for (const message of this.commands.messages) sink.send(message);
    for (const state of this.recordings.states) sink.send({ type: 'recording', ...state });
    if (this.steps.verdicts.length > 0) sink.send(this.steps.message);
    this.#pagesChanged();
    return page;
  }

  removePage(page: Page): void {
    if (this.pages.remove(page)) this.#pagesChanged();
  }

  lookingChanged(): void {
    this.#cluster.inside?.watch.setLooking(this.pages.isLooking);
  }

  broadcast(message: ServerMessage): void {
    this.pages.broadcast(message);
  }

  /** Undefined for a shell that is not there: one that was closed must not come back by a page that missed it. */
  terminal(node: string, shell: string): Terminal | undefined {
    this.node(node);
    return this.shells.has(node, shell) ? this.#need().terminals.terminal(node, shell) : undefined;
  }

  /** The nodes and what is known of them; none while there is no cluster. */
  get cluster(): ClusterNow {
    return this.#cluster.now;
  }

  node(name: string): SandboxNode {
    const node = this.#need().sandbox.nodes.find((n) => n.name === name);
    if (!node) throw new LabError('unknownNode', `This cluster has no node ${name}.`);
    return node;
  }

  /** The course was edited; `problem` says why the new text is not used. */
  courseChanged(problem?: string): void {
    this.broadcast({ type: 'courseChanged', course: this.#o.course().outline, ...(problem ? { problem } : {}) });
    if (!problem) this.steps.courseChanged();
  }

  /** Lets go of everything; the sandbox lives on. */
  close(): void {
    this.#life.abort();
    this.#cluster.leave('The lab server stops. Your nodes and shells go on.')?.release();
  }

  /** Ends the seat and its sandbox. */
  end(): void {
    this.#life.abort();
    const because = 'This seat was given up, and its cluster with it.';
    const sandbox = this.#cluster.leave(because);
    if (sandbox) this.#o.lender.takeBack(sandbox);
    for (const page of this.pages.all) page.end(CLOSE.noSeat, because);
  }

  #entered(watch: Inside['watch']): void {
    watch.subscribe((event) => this.broadcast({ type: 'event', event }));
    this.lookingChanged();
    this.broadcast({ type: 'snapshot', snapshot: watch.snapshot });
    this.broadcast(this.shells.message);
  }

  #left(because: string): void {
    this.steps.leave();
    this.commands.leave();
    for (const page of this.pages.all) page.endTerminals(because);
    this.#runs.clear();
  }

  #pagesChanged(): void {
    this.broadcast({ type: 'pages', count: this.pages.size });
    this.broadcast(this.pages.watchers);
    this.lookingChanged();
    this.#o.onChange();
  }

  #need(): Inside {
    if (this.#cluster.inside) return this.#cluster.inside;
    throw new LabError('sandboxNotReady', 'Your nodes are not up yet. This works as soon as they are.');
  }
}
