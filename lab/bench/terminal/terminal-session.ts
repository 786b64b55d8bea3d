import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A terminal as a page has it, whoever serves it. */
export interface TerminalSession {
  write(text: string): void;
  /** Calls with the bytes to show, in order. One listener. */
  onData(listener: (bytes: Buffer) => void): void;
  /** So many more bytes were shown: what a page tells its server then is up to the product. */
  consumed(bytes: number): void;
  /** Stops reading the socket, as a page that hangs; resume goes on. */
  stall(): void;
  resume(): void;
  /** Why there is no session any more; undefined while there is one. */
  readonly ended: string | undefined;
  close(): void;
}

/** A session that has a socket of its own. */
export class SocketOfSession {
  protected readonly socket: WebSocket;
  ended: string | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('close', (code) => {
      this.ended = `the socket was closed (${code})`;
    });
  }

  stall(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.close();
  }
}

/** The size of all terminals that are measured. */
export const SIZE = { cols: 80, rows: 30 } as const;

/** A socket that opens. Nothing is compressed, which is the faster way for all who are measured. */
export function openSocket(
  url: string,
  o: { readonly protocol?: string; readonly headers?: Record<string, string> } = {},
): WebSocket {
  const socket = new WebSocket(url, o.protocol ? [o.protocol] : [], {
    perMessageDeflate: false,
    maxPayload: 256 * 1024 * 1024,
    ...(o.headers ? { headers: o.headers } : {}),
  });
  socket.binaryType = 'nodebuffer';
  return socket;
}

/** Resolves when it is open. Whoever reads it listens before that: the first message may come with the answer. */
export async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  await once(socket, 'open', { signal });
  // The close that follows says the same.
  socket.on('error', () => undefined);
}
