import type { SandboxNode, ShellPast, ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import { KeepTimer, packScreen, replayPast } from './kept-screen.ts';
import { keyboardOf } from './keyboard.ts';
import { LazyScreen } from './lazy-screen.ts';
import { OutputBatcher } from './output-batcher.ts';
import type { OutputShare } from './output-shares.ts';
import { PromptState } from './prompt-state.ts';
import { RunQueue } from './run-queue.ts';
import { balanceScreen } from './screen-backlog.ts';
import { ShellLink, type ShellLinkOptions } from './shell-link.ts';
import type { TapMaker, TerminalTap } from './tap.ts';
import { createTerminalLoad, type TerminalLoad } from './terminal-load.ts';
import { isTerminalReport } from './terminal-reports.ts';
import type { AttachAs, Attachment, RunNews, RunOptions, Terminal, Viewer } from './viewer.ts';
import { ViewerFeed } from './viewer-feed.ts';
import { type ViewerEntry, Viewers } from './viewers.ts';

/** The size of a shell that nobody looks at, as when a course is rehearsed. */
const UNSEEN_SIZE: ShellSize = { cols: 120, rows: 30 };
export interface ShellTerminalOptions extends Pick<ShellLinkOptions, 'log' | 'clock' | 'shell' | 'onEnded'> {
  readonly node: SandboxNode;
  readonly taps?: TapMaker;
  readonly load?: TerminalLoad;
}

/** The one owner of a shell's stream: keeps its screen, feeds its viewers, types blocks into it. */
export class ShellTerminal implements Terminal {
  readonly #clock: Clock;
  readonly #screen: LazyScreen;
  readonly #link: ShellLink;
  readonly #batcher: OutputBatcher;
  readonly #prompt = new PromptState();
  readonly #taps: readonly TerminalTap[];
  readonly #share: OutputShare;
  readonly #keepTimer: KeepTimer;
  readonly #viewers: Viewers;
  readonly #runs: RunQueue;
  #size: ShellSize = UNSEEN_SIZE;

  constructor(o: ShellTerminalOptions) {
    this.#clock = o.clock;
    this.#viewers = new Viewers(o.node.name, o.clock);
    const picture = () => this.#screen.picture({ scrollback: 0 });
    this.#taps = o.taps?.({ node: o.node.name, shell: o.shell, size: this.#size, picture }) ?? [];
    this.#keepTimer = new KeepTimer(o.clock, () => void this.#keepScreen());
    this.#batcher = new OutputBatcher(o.clock, (frame) => {
      this.#viewers.frame(frame);
      this.#balanceDriver();
    });
    const load = o.load ?? createTerminalLoad(o.clock);
    this.#share = load.shares.join({
      isSeen: () => this.#viewers.areThere,
      hold: (on) => this.#link.hold('share', on),
    });
    this.#screen = new LazyScreen(this.#size, {
      clock: o.clock,
      turns: load.turns,
      onProgress: () => balanceScreen(this.#screen, this.#link),
      onFailure: (err) =>
        o.log.warn({ err, node: o.node.name, shell: o.shell }, 'a screen left out what it could not read'),
    });
    this.#screen.onReport((bytes) => {
      // The driver's page answers a program's questions; where there is none, the screen does.
      if (!this.#viewers.driver) this.#link.write(bytes);
    });
    this.#link = new ShellLink({
      ...o,
      size: () => this.#size,
      onData: (bytes) => this.#data(bytes),
      onPast: (past) => this.#past(past),
      // Who just attaches is drawn the screen, this line in it; others were told the end.
      onNewShell: (because) => {
        this.#screen.newShell(because);
        this.#viewers.redraw();
        for (const tap of this.#taps) tap.newShell?.();
      },
      onLost: (because) => this.#lost(because),
    });
    this.#runs = new RunQueue({
      name: o.node.name,
      prompt: this.#prompt,
      clock: o.clock,
      open: () => this.#link.open(),
      lostBecause: () => this.#link.lostBecause,
      type: (text) => this.#type(text),
      marksPastes: () => this.#screen.marksPastes(),
    });
  }

  get atPrompt(): boolean {
    return this.#prompt.place === 'prompt';
  }

  async attach(viewer: Viewer, size: ShellSize, as?: AttachAs): Promise<Attachment> {
    const draw = () => {
      this.#batcher.flush();
      return this.#screen.picture();
    };
    const feed = new ViewerFeed(viewer, size, { draw, clock: this.#clock });
    const entry = this.#viewers.add(viewer, feed, as);
    if (this.#viewers.driver === entry) this.#resize(size);
    await this.#link.open();
    // Later, so that who asked has the attachment before the first byte.
    setImmediate(() => {
      if (this.#link.lostBecause === undefined) {
        feed.start(this.#size);
        this.#viewers.arrived(entry);
      } else this.#end(entry, this.#link.lostBecause);
    });
    return {
      write: (bytes) => this.#input(entry, bytes),
      resize: (wanted) => this.#resizeFrom(entry, wanted),
      ack: (bytes) => {
        feed.ack(bytes);
        this.#balanceDriver();
      },
      ...keyboardOf(this.#viewers, entry, () => this.#balanceDriver()),
      detach: () => this.#detach(entry),
    };
  }

  run(lines: string, options: RunOptions): Promise<RunNews> {
    return this.#runs.run(lines, options);
  }

  interrupt(): void {
    this.#runs.interrupted();
    this.#type('\x03');
  }

  /** Lets go of the shell, which lives on in its node. */
  close(): void {
    for (const part of [this.#viewers, this.#link, this.#share, this.#batcher, this.#keepTimer]) part.close();
    for (const tap of this.#taps) tap.close?.();
    this.#prompt.forget();
    this.#screen.close();
  }

  #type(text: string): void {
    const bytes = Buffer.from(text);
    this.#prompt.typed(bytes);
    this.#batcher.input();
    this.#share.typed();
    this.#link.write(bytes);
    for (const tap of this.#taps) tap.input?.(bytes);
  }

  #data(bytes: Uint8Array): void {
    this.#share.read(bytes.length);
    this.#batcher.data(bytes);
    for (const tap of this.#taps) tap.output(bytes);
    for (const mark of this.#prompt.feed(bytes)) for (const tap of this.#taps) tap.mark?.(mark);
    this.#screen.write(bytes);
    balanceScreen(this.#screen, this.#link);
    this.#keepTimer.note(bytes.length);
  }

  /** The shell was there before this server, or wrote more than is remembered while the stream was broken. */
  #past(past: ShellPast): void {
    this.#batcher.flush();
    replayPast(past, { screen: this.#screen, prompt: this.#prompt, size: this.#size });
    this.#viewers.redraw();
  }

  /** Has the holder of the shell remember the screen, so that the next server has it however much was written since. */
  async #keepScreen(): Promise<void> {
    const upTo = this.#link.position;
    if (!upTo) return;
    const [size, prompt] = [this.#size, this.#prompt.now];
    this.#link.keep(upTo, packScreen({ size, prompt, picture: await this.#screen.picture() }));
  }

  #balanceDriver(): void {
    const driver = this.#viewers.driver?.feed;
    if (!driver || driver.isDrained) this.#link.hold('driver', false);
    else if (driver.isFull) this.#link.hold('driver', true);
  }

  #input(entry: ViewerEntry, bytes: Uint8Array): void {
    if (entry.feed.isClosed || bytes.length === 0 || !this.#viewers.admits(entry)) return;
    const isReport = isTerminalReport(bytes);
    // Every page answers a program's questions; the program asked once.
    if (isReport && entry !== this.#viewers.driver) return;
    if (!isReport) {
      this.#viewers.lead(entry);
      this.#followDriver();
      this.#share.typed();
    }
    // On its way first: what else there is to do is done while the program reads it.
    this.#link.type(bytes);
    this.#batcher.input();
    if (isReport) return;
    this.#prompt.typed(bytes);
    for (const tap of this.#taps) tap.input?.(bytes);
    this.#viewers.typed(entry);
  }

  #resizeFrom(entry: ViewerEntry, size: ShellSize): void {
    const { feed } = entry;
    if (feed.isClosed) return;
    const counts = this.#viewers.admits(entry);
    if (counts) this.#viewers.lead(entry);
    if (counts && this.#viewers.driver === entry) {
      feed.resizedItself(size, this.#viewers.areSeveral);
      this.#followDriver();
    } else feed.keepSize(size, this.#size);
  }

  /** The size is the driver's, and the source waits for it. */
  #followDriver(): void {
    const driver = this.#viewers.driver?.feed;
    this.#balanceDriver();
    if (driver) this.#resize(driver.wanted);
  }

  #resize(size: ShellSize): void {
    if (size.cols !== this.#size.cols || size.rows !== this.#size.rows) {
      this.#batcher.flush();
      this.#size = size;
      this.#screen.resize(size);
      this.#link.resize(size);
      for (const tap of this.#taps) tap.resized?.(size);
    }
    this.#viewers.showSize(size);
  }

  #detach(entry: ViewerEntry): void {
    entry.feed.close();
    this.#viewers.remove(entry);
    this.#followDriver();
  }

  #end(entry: ViewerEntry, because: string): void {
    entry.feed.end(because);
    this.#viewers.remove(entry);
    this.#balanceDriver();
  }

  #lost(because: string): void {
    this.#batcher.flush();
    this.#prompt.forget();
    for (const tap of this.#taps) tap.newShell?.();
    // Those who only just come are told once they have their attachment.
    for (const entry of this.#viewers.removeStarted()) entry.feed.end(because);
    this.#balanceDriver();
  }
}
