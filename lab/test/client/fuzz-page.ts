import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../contract/index.ts';

/** How a socket ended, as its page saw it. */
export interface FuzzEnd {
  readonly code: number;
  readonly reason: string;
}

/** A page that says anything, in any form, and keeps all it hears. */
export class FuzzPage {
  readonly messages: ServerMessage[] = [];
  /** All terminal bytes, of whatever channel. */
  bytes = Buffer.alloc(0);
  end: FuzzEnd | undefined;
  /** It left by itself, or broke off within a frame: then no word can be expected. */
  isGone = false;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, headers: Record<string, string>) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/socket`, { headers });
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.bytes = Buffer.concat([this.bytes, data.subarray(1)]);
      else this.messages.push(JSON.parse(data.toString()) as ServerMessage);
      this.#wake();
    });
    this.#socket.on('error', () => this.#wake());
    this.#socket.on('close', (code, reason) => {
      this.end = { code, reason: reason.toString() };
      this.#wake();
    });
  }

  get isOpen(): boolean {
    return !this.isGone && this.#socket.readyState === WebSocket.OPEN;
  }

  say(frame: string | Uint8Array): void {
    if (this.isOpen) this.#socket.send(frame);
  }

  /** Bytes below all framing. `isWhole`: what comes after them can still be understood. */
  sayRaw(bytes: Uint8Array, isWhole: boolean): void {
    if (!this.isOpen) return;
    if (!isWhole) this.isGone = true;
    (this.#socket as unknown as { readonly _socket: Socket })._socket.write(bytes);
  }

  leave(how: 'close' | 'drop'): void {
    this.isGone = true;
    if (how === 'close') this.#socket.close();
    else this.#socket.terminate();
  }

  last<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }> | undefined {
    return this.messages.findLast((m): m is Extract<ServerMessage, { type: T }> => m.type === type);
  }

  /** Resolves when the condition holds or the socket has ended. */
  async until(what: string, condition: () => unknown, limitMs = 5_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!condition() && !this.end) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`waited ${limitMs} ms for ${what}; last message ${JSON.stringify(this.messages.at(-1))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
