import { ref, shallowRef } from 'vue';
import { ConsumedBytes } from './consumed-bytes.ts';
import type { TerminalLink, TerminalListener } from './terminal-link.ts';
import type { ScreenSize, XtermScreen } from './xterm-screen.ts';

/** The server draws a screen in pieces of this size; what comes after a shorter one is new. */
const PICTURE_PIECE_BYTES = 64 * 1024;
/** A paste goes out in pieces that the server takes. */
const INPUT_PIECE_BYTES = 32 * 1024;
const ENTER = 0x0d;
/** Keys that wait for a shell that opens; a person does not type more in that time. */
const EARLY_BYTES = 4096;

export interface ShellProps {
  readonly node: string;
  readonly shell: string;
  /** Whether the node is on. */
  readonly up: boolean;
  readonly channel: number;
  readonly link: TerminalLink;
  readonly fontPx: number;
  readonly isShown: boolean;
}

export interface ShellEvents {
  /** There is output since the screen was drawn, and it is not seen. */
  output(): void;
  zoom(step: -1 | 0 | 1): void;
}

/** How far a shell is. `waiting`: for its node. */
export type ShellState = 'loading' | 'waiting' | 'opening' | 'live' | 'ended';

/** The part of a screen that a session uses. */
export type SessionScreen = Pick<XtermScreen, 'size' | 'write' | 'fit' | 'take'>;

/** A shell on a screen of this page: opens it, shows it, types into it. */
export class ShellSession implements TerminalListener {
  readonly state = ref<ShellState>('loading');
  /** Why it ended. */
  readonly because = ref('');
  readonly size = shallowRef<ScreenSize>();
  /** Another page set the size. */
  readonly isForeign = ref(false);
  /** Ctrl of the row of keys: for the next letter. */
  readonly isCtrlHeld = ref(false);
  readonly #props: ShellProps;
  readonly #events: ShellEvents;
  readonly #consumed = new ConsumedBytes();
  #screen: SessionScreen | undefined;
  /** Sizes this page asked for since it opened the shell: an answer may be older than the size that fits by now. */
  #askedSizes: ScreenSize[] = [];
  #isDrawing = false;
  #early = new Uint8Array(0);

  constructor(props: ShellProps, events: ShellEvents) {
    this.#props = props;
    this.#events = events;
  }

  /** From now on it is shown there; opens the shell. */
  showOn(screen: SessionScreen): void {
    this.#screen = screen;
    this.size.value = screen.size;
    this.open();
  }

  /** Opens the shell, or a new one where it ended; without its node it waits. */
  open(): void {
    if (!this.#screen) return;
    const { up, link, channel, node, shell } = this.#props;
    this.#isDrawing = false;
    this.state.value = up ? 'opening' : 'waiting';
    this.#askedSizes = [this.#screen.size];
    if (up) link.open({ channel, node, shell, ...this.#screen.size });
  }

  opened(cols: number, rows: number): void {
    this.#consumed.restart();
    this.#isDrawing = true;
    if (!this.#askedSizes.some((size) => size.cols === cols && size.rows === rows)) this.resized(cols, rows);
  }

  data(bytes: Uint8Array): void {
    const shown = this.#consumed.taken(bytes.length);
    this.#screen?.write(bytes, () => {
      const count = shown();
      if (count !== undefined) this.#props.link.ack(this.#props.channel, count);
    });
    if (this.#isDrawing && this.state.value === 'opening') this.#goLive();
    if (!this.#isDrawing && !this.#props.isShown) this.#events.output();
    if (bytes.length < PICTURE_PIECE_BYTES) this.#isDrawing = false;
  }

  resized(cols: number, rows: number): void {
    const own = this.#askedSizes.at(-1);
    this.isForeign.value = own?.cols !== cols || own.rows !== rows;
    this.#screen?.take({ cols, rows });
    this.size.value = { cols, rows };
  }

  ended(because: string): void {
    this.because.value = because;
    this.state.value = 'ended';
  }

  /** The element has another size, or is to be seen again. */
  fit(): void {
    const size = this.#screen?.fit();
    if (!size) return;
    this.size.value = size;
    this.isForeign.value = false;
    if (this.state.value !== 'live' && this.state.value !== 'opening') return;
    this.#askedSizes.push(size);
    this.#props.link.resize(this.#props.channel, size.cols, size.rows);
  }

  /** Keys and pastes on their way to the program. */
  send(bytes: Uint8Array): void {
    if (this.state.value === 'ended') {
      if (bytes[0] === ENTER) this.open();
      return;
    }
    const { link, channel } = this.#props;
    if (!link.connected.value) return;
    if (this.state.value === 'opening' && this.#early.length + bytes.length <= EARLY_BYTES) {
      this.#early = Uint8Array.of(...this.#early, ...bytes);
    }
    if (this.state.value !== 'live') return;
    const keys = this.#withCtrl(bytes);
    for (let at = 0; at < keys.length; at += INPUT_PIECE_BYTES)
      link.input(channel, keys.subarray(at, at + INPUT_PIECE_BYTES));
  }

  /** The shell takes keys from when it has drawn its screen. */
  #goLive(): void {
    const early = this.#early;
    this.#early = new Uint8Array(0);
    this.state.value = 'live';
    if (early.length > 0) this.send(early);
  }

  #withCtrl(bytes: Uint8Array): Uint8Array {
    const [key = 0] = bytes;
    const isHeld = this.isCtrlHeld.value;
    this.isCtrlHeld.value = false;
    // Ctrl is a letter's lower five bits.
    return isHeld && bytes.length === 1 && key >= 0x40 && key < 0x80 ? Uint8Array.of(key & 0x1f) : bytes;
  }
}
