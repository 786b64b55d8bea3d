import type { Ref } from 'vue';
import type { ShellNames } from '../../contract/index.ts';
import type { KeyboardLink } from './keyboard-link.ts';
import type { TerminalPlace } from './terminal-names.ts';

/** What a terminal of the page is told about its channel. */
export interface TerminalListener {
  /** The shell is there; its screen follows as bytes. */
  opened(cols: number, rows: number): void;
  data(bytes: Uint8Array): void;
  /** Another page set the size, or gave it back. */
  resized(cols: number, rows: number): void;
  /** The shell is gone, as a sentence; to go on the channel has to be opened again. */
  ended(because: string): void;
}

/** What a page is told of the shells it asked for. */
export interface ShellListener {
  opened(place: TerminalPlace): void;
  /** A program runs in the shell that it wants to close. */
  busy(place: TerminalPlace): void;
}

/** How the terminals of a page reach their shells. */
export interface TerminalLink {
  open(o: { channel: number; node: string; shell: string; cols: number; rows: number }): void;
  resize(channel: number, cols: number, rows: number): void;
  input(channel: number, bytes: Uint8Array): void;
  /** Bytes consumed since `opened`, cumulative. */
  ack(channel: number, bytes: number): void;
  close(channel: number): void;
  /** Which shells each node has; undefined until the server has said. */
  readonly shells: Readonly<Ref<ShellNames | undefined>>;
  /** Asks for another shell of a node. */
  newShell(node: string): void;
  /** Ends a shell, for all pages. While a program runs in it only when the person is sure. */
  endShell(node: string, shell: string, isSure: boolean): void;
  onShell(listener: ShellListener): () => void;
  on(channel: number, listener: TerminalListener): () => void;
  /** Who else is at the terminals; without it this page is alone. */
  readonly keyboard?: KeyboardLink;
  readonly connected: Readonly<Ref<boolean>>;
}
