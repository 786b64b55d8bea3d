import { computed, type Ref, shallowRef } from 'vue';
import type { ServerMessage, ShellNames } from '../../contract/index.ts';
import type { ShellListener, TerminalLink, TerminalListener } from '../terminal/index.ts';
import type { Line } from './line.ts';
import { LineKeyboard } from './line-keyboard.ts';

interface Channel {
  readonly channel: number;
  readonly node: string;
  readonly shell: string;
  cols: number;
  rows: number;
  /** Asked for on the present socket, and answered. */
  asked: boolean;
  opened: boolean;
  /** The size it was asked for with, until its first bytes show that the server attached it. */
  attaching?: { readonly cols: number; readonly rows: number };
}

/** A link over a line: channels that are open when the line breaks are opened again when it is back. */
export class LineTerminalLink implements TerminalLink {
  readonly connected: Ref<boolean>;
  readonly shells = shallowRef<ShellNames>();
  readonly keyboard: LineKeyboard;
  readonly #line: Line;
  readonly #channels = new Map<number, Channel>();
  readonly #listeners = new Map<number, TerminalListener>();
  readonly #shellListeners = new Set<ShellListener>();

  constructor(line: Line, watches = false) {
    this.#line = line;
    this.keyboard = new LineKeyboard(line, watches);
    this.connected = computed(() => line.state.value.phase === 'live');
  }

  /** Opens a channel, now or when the line is back; to ask again for an open one only fits its size. */
  open(o: { channel: number; node: string; shell: string; cols: number; rows: number }): void {
    const known = this.#channels.get(o.channel);
    if (known?.asked && known.node === o.node && known.shell === o.shell) {
      this.resize(o.channel, o.cols, o.rows);
      return;
    }
    const channel = { ...o, asked: false, opened: false };
    this.#channels.set(o.channel, channel);
    this.#ask(channel);
  }

  resize(channel: number, cols: number, rows: number): void {
    const known = this.#channels.get(channel);
    if (!known || (known.cols === cols && known.rows === rows)) return;
    known.cols = cols;
    known.rows = rows;
    if (known.asked) this.#line.send({ type: 'resizeTerminal', channel, cols, rows });
  }

  input(channel: number, bytes: Uint8Array): void {
    this.#line.sendBytes(channel, bytes);
  }

  ack(channel: number, bytes: number): void {
    // What is still shown of an earlier opening counts no more.
    if (!this.#channels.get(channel)?.opened) return;
    this.#line.send({ type: 'ackOutput', channel, bytes });
  }

  close(channel: number): void {
    if (this.#channels.get(channel)?.asked) this.#line.send({ type: 'closeTerminal', channel });
    this.#channels.delete(channel);
  }

  on(channel: number, listener: TerminalListener): () => void {
    this.#listeners.set(channel, listener);
    return () => {
      if (this.#listeners.get(channel) === listener) this.#listeners.delete(channel);
    };
  }

  newShell(node: string): void {
    this.#line.send({ type: 'newShell', node });
  }

  endShell(node: string, shell: string, isSure: boolean): void {
    this.#line.send({ type: 'endShell', node, shell, isSure });
  }

  onShell(listener: ShellListener): () => void {
    this.#shellListeners.add(listener);
    return () => this.#shellListeners.delete(listener);
  }

  /** Bytes of a channel. */
  receiveBytes(channel: number, bytes: Uint8Array): void {
    const known = this.#channels.get(channel);
    if (!known?.opened) return;
    if (known.attaching) this.#attached(known);
    this.#listeners.get(channel)?.data(bytes);
  }

  /** A message; those about terminals and the welcome concern the link. */
  receive(message: ServerMessage): void {
    this.keyboard.receive(message);
    if (message.type === 'welcome') {
      for (const channel of this.#channels.values()) this.#ask(channel, true);
    } else if (message.type === 'sandbox' && message.sandbox.state === 'ready') {
      for (const channel of this.#channels.values()) if (!channel.opened) this.#ask(channel, true);
    } else if (message.type === 'shells') {
      this.shells.value = message.shells;
    } else if (message.type === 'shellOpened' || message.type === 'shellBusy') {
      const { node, shell } = message;
      for (const listener of this.#shellListeners) {
        if (message.type === 'shellOpened') listener.opened({ node, shell });
        else listener.busy({ node, shell });
      }
    } else if (message.type === 'terminalOpened') {
      const channel = this.#channels.get(message.channel);
      // An answer to whoever had the channel before.
      if (!channel || channel.node !== message.node || channel.shell !== message.shell) return;
      channel.opened = true;
      this.#listeners.get(message.channel)?.opened(message.cols, message.rows);
    } else if (message.type === 'terminalResized') {
      this.#listeners.get(message.channel)?.resized(message.cols, message.rows);
    } else if (message.type === 'terminalEnded') {
      // Whoever wants it again opens it again.
      this.#channels.delete(message.channel);
      this.#listeners.get(message.channel)?.ended(message.because);
    }
  }

  /** A server that was still attaching had nothing to resize: what it missed is said again. */
  #attached(channel: Channel): void {
    const { channel: number, cols, rows, attaching } = channel;
    delete channel.attaching;
    if (attaching && (attaching.cols !== cols || attaching.rows !== rows)) {
      this.#line.send({ type: 'resizeTerminal', channel: number, cols, rows });
    }
  }

  #ask(channel: Channel, anew = false): void {
    if (channel.asked && !anew) return;
    const { channel: number, node, shell, cols, rows } = channel;
    channel.opened = false;
    channel.attaching = { cols, rows };
    channel.asked = this.#line.send({ type: 'openTerminal', channel: number, node, shell, cols, rows });
  }
}
