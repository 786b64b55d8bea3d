import type { Ref } from 'vue';

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

/** How the terminals of a page reach their shells. */
export interface TerminalLink {
  open(o: { channel: number; node: string; shell: string; cols: number; rows: number }): void;
  resize(channel: number, cols: number, rows: number): void;
  input(channel: number, bytes: Uint8Array): void;
  /** Bytes consumed since `opened`, cumulative. */
  ack(channel: number, bytes: number): void;
  close(channel: number): void;
  on(channel: number, listener: TerminalListener): () => void;
  readonly connected: Readonly<Ref<boolean>>;
}
