import type { SandboxNode, ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import { OutputBatcher } from './output-batcher.ts';
import { PromptState } from './prompt-state.ts';
import { type RunHost, runBlock } from './run-block.ts';
import { SCREEN_HIGH_BYTES, SCREEN_LOW_BYTES, Screen } from './screen.ts';
import { ShellLink, type ShellLinkOptions } from './shell-link.ts';
import type { TapMaker, TerminalTap } from './tap.ts';
import { isTerminalReport } from './terminal-reports.ts';
import type { Attachment, RunNews, RunOptions, Terminal, Viewer } from './viewer.ts';
import { ViewerFeed } from './viewer-feed.ts';

/** The size of a shell that nobody looks at, as when a course is rehearsed. */
const UNSEEN_SIZE: ShellSize = { cols: 120, rows: 30 };
export interface ShellTerminalOptions extends Pick<ShellLinkOptions, 'log' | 'clock' | 'shell' | 'onEnded'> {
  readonly node: SandboxNode;
  readonly taps?: TapMaker;
}

/** The one owner of a shell's stream: keeps its screen, feeds its viewers, types blocks into it. */
export class ShellTerminal implements Terminal {
  readonly #node: SandboxNode;
  readonly #clock: Clock;
  readonly #screen: Screen;
  readonly #link: ShellLink;
  readonly #batcher: OutputBatcher;
  readonly #prompt = new PromptState();
  readonly #taps: readonly TerminalTap[];
  /** The driver comes last: who typed or resized last. */
  #feeds: ViewerFeed[] = [];
  #size: ShellSize = UNSEEN_SIZE;
  #runs = 0;
  #interrupts = 0;
  #lastRun: Promise<unknown> = Promise.resolve();

  constructor(o: ShellTerminalOptions) {
    this.#node = o.node;
    this.#clock = o.clock;
    const picture = () => this.#screen.picture({ scrollback: 0 });
    this.#taps = o.taps?.({ node: o.node.name, shell: o.shell, size: this.#size, picture }) ?? [];
    this.#batcher = new OutputBatcher(o.clock, (frame) => this.#deliver(frame));
    this.#screen = new Screen(this.#size, { clock: o.clock, onProgress: () => this.#balanceScreen() });
    this.#screen.onReport((bytes) => {
      // Pages answer a program's questions; where there is none, the screen does.
      if (this.#feeds.length === 0) this.#link.write(bytes);
    });
    this.#link = new ShellLink({
      ...o,
      size: () => this.#size,
      onData: (bytes) => this.#data(bytes),
      // Who just attaches is drawn the screen, this line in it; others were told the end.
      onNewShell: (because) => {
        this.#screen.newShell(because);
        for (const tap of this.#taps) tap.newShell?.();
      },
      onLost: (because) => this.#lost(because),
    });
  }

  get atPrompt(): boolean {
    return this.#prompt.place === 'prompt';
  }

  async attach(viewer: Viewer, size: ShellSize): Promise<Attachment> {
    const draw = () => {
      this.#batcher.flush();
      return this.#screen.picture();
    };
    const feed = new ViewerFeed(viewer, size, { draw, clock: this.#clock });
    this.#feeds.unshift(feed);
    if (this.#driver === feed) this.#resize(size);
    await this.#link.open();
    // Later, so that who asked has the attachment before the first byte.
    setImmediate(() => {
      if (this.#link.lostBecause === undefined) feed.start(this.#size);
      else this.#end(feed, this.#link.lostBecause);
    });
    return {
      write: (bytes) => this.#input(feed, bytes),
      resize: (wanted) => this.#resizeFrom(feed, wanted),
      ack: (bytes) => {
        feed.ack(bytes);
        this.#balanceDriver();
      },
      detach: () => this.#detach(feed),
    };
  }

  async run(lines: string, options: RunOptions): Promise<RunNews> {
    const before = this.#lastRun;
    const isQueued = this.#runs > 0;
    this.#runs += 1;
    if (isQueued)
      options.onNews?.({ state: 'waiting', because: `Another block runs in ${this.#node.name}'s terminal.` });
    const run = before.then(() => runBlock(lines, this.#runHost(), options));
    this.#lastRun = run;
    try {
      return await run;
    } finally {
      this.#runs -= 1;
    }
  }

  interrupt(): void {
    this.#interrupts += 1;
    this.#type('\x03');
  }

  /** Lets go of the shell, which lives on in its node. */
  close(): void {
    for (const feed of this.#feeds) feed.close();
    this.#feeds = [];
    this.#link.close();
    this.#batcher.close();
    for (const tap of this.#taps) tap.close?.();
    this.#prompt.forget();
    this.#screen.close();
  }

  get #driver(): ViewerFeed | undefined {
    return this.#feeds.at(-1);
  }

  #runHost(): RunHost {
    return {
      name: this.#node.name,
      prompt: this.#prompt,
      clock: this.#clock,
      open: () => this.#link.open(),
      lostBecause: () => this.#link.lostBecause,
      interrupts: () => this.#interrupts,
      type: (text) => this.#type(text),
      marksPastes: async () => {
        await this.#screen.caughtUp();
        return this.#screen.marksPastes;
      },
    };
  }

  #type(text: string): void {
    const bytes = Buffer.from(text);
    this.#prompt.typed(bytes);
    this.#batcher.input();
    this.#link.write(bytes);
    for (const tap of this.#taps) tap.input?.(bytes);
  }

  #data(bytes: Uint8Array): void {
    this.#batcher.data(bytes);
    for (const tap of this.#taps) tap.output(bytes);
    this.#prompt.feed(bytes);
    this.#screen.write(bytes);
    this.#balanceScreen();
  }

  #deliver(frame: Uint8Array): void {
    const driver = this.#driver;
    for (const feed of this.#feeds) feed.frame(frame, feed === driver);
    this.#balanceDriver();
  }

  #balanceDriver(): void {
    const driver = this.#driver;
    if (!driver || driver.isDrained) this.#link.hold('driver', false);
    else if (driver.isFull) this.#link.hold('driver', true);
  }

  #balanceScreen(): void {
    const backlog = this.#screen.backlogBytes;
    if (backlog > SCREEN_HIGH_BYTES) this.#link.hold('screen', true);
    else if (backlog < SCREEN_LOW_BYTES) this.#link.hold('screen', false);
  }

  #input(feed: ViewerFeed, bytes: Uint8Array): void {
    if (feed.isClosed || bytes.length === 0) return;
    const isReport = isTerminalReport(bytes);
    // Every page answers a program's questions; the program asked once.
    if (isReport && feed !== this.#driver) return;
    if (!isReport) {
      this.#drive(feed);
      this.#prompt.typed(bytes);
      for (const tap of this.#taps) tap.input?.(bytes);
    }
    this.#batcher.input();
    this.#link.write(bytes);
  }

  #resizeFrom(feed: ViewerFeed, size: ShellSize): void {
    if (feed.isClosed) return;
    feed.resizedItself(size, this.#feeds.length > 1);
    this.#drive(feed);
  }

  #drive(feed: ViewerFeed): void {
    if (this.#driver !== feed) {
      this.#feeds = [...this.#feeds.filter((other) => other !== feed), feed];
      this.#balanceDriver();
    }
    this.#resize(feed.wanted);
  }

  #resize(size: ShellSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) {
      for (const feed of this.#feeds) feed.showSize(size);
      return;
    }
    this.#batcher.flush();
    this.#size = size;
    this.#screen.resize(size);
    this.#link.resize(size);
    for (const tap of this.#taps) tap.resized?.(size);
    for (const feed of this.#feeds) feed.showSize(size);
  }

  #detach(feed: ViewerFeed): void {
    feed.close();
    const wasDriver = this.#driver === feed;
    this.#feeds = this.#feeds.filter((other) => other !== feed);
    if (!wasDriver) return;
    this.#balanceDriver();
    if (this.#driver) this.#resize(this.#driver.wanted);
  }

  #end(feed: ViewerFeed, because: string): void {
    this.#feeds = this.#feeds.filter((other) => other !== feed);
    feed.end(because);
    this.#balanceDriver();
  }

  #lost(because: string): void {
    this.#batcher.flush();
    this.#prompt.forget();
    for (const tap of this.#taps) tap.newShell?.();
    // Those who only just come are told once they have their attachment.
    for (const feed of this.#feeds.filter((candidate) => candidate.hasStarted)) this.#end(feed, because);
  }
}
