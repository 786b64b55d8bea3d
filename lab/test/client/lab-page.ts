import { WebSocket } from 'ws';
import {
  applyEvent,
  type ClientMessage,
  type ClusterSnapshot,
  decodeFrame,
  emptySnapshot,
  encodeFrame,
  type SeatAnswer,
  type ServerMessage,
} from '../../contract/index.ts';

type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** A learner's page without a browser: the same socket, the same messages, the same reducer. */
export class LabPage {
  readonly url: string;
  readonly cookie: string;
  readonly seat: SeatAnswer;
  readonly messages: ServerMessage[] = [];
  snapshot: ClusterSnapshot = emptySnapshot();
  /** What each channel's terminal has printed. */
  readonly output = new Map<number, string>();
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  readonly #received = new Map<number, number>();
  readonly #waiting = new Set<() => void>();
  readonly #decoder = new TextDecoder();

  constructor(url: string, cookie: string, seat: SeatAnswer, query = '') {
    this.url = url;
    this.cookie = cookie;
    this.seat = seat;
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/socket${query}`, {
      headers: { cookie, origin: url },
    });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    this.#socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    this.#socket.on('error', () => this.#wake());
  }

  /** The newest message of a type. */
  last<T extends ServerMessage['type']>(type: T): MessageOf<T> | undefined {
    return this.messages.findLast((message): message is MessageOf<T> => message.type === type);
  }

  /** Resolves when the condition holds; checked after every message. Fails with what it waited for. */
  async until<T>(what: string, condition: () => T | undefined | false, limitMs = 15_000): Promise<T> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const value = condition();
      if (value !== undefined && value !== false) return value;
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`waited ${limitMs} ms for: ${what}. Last verdicts: ${JSON.stringify(this.last('verdicts'))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Resolves when the cluster's nodes are up. */
  async ready(limitMs = 60_000): Promise<void> {
    await this.until(
      'the nodes to be up',
      () => {
        const view = this.last('sandbox')?.sandbox ?? this.last('welcome')?.sandbox;
        if (view?.state === 'failed') throw new Error(`the sandbox failed: ${view.message}`);
        return view?.state === 'ready' && this.snapshot.nodes.length > 0;
      },
      limitMs,
    );
  }

  send(message: ClientMessage): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  type(channel: number, text: string): void {
    this.#socket.send(encodeFrame(channel, new TextEncoder().encode(text)));
  }

  /** Opens a terminal and waits for its first prompt. */
  async openTerminal(channel: number, node: string, limitMs = 15_000): Promise<void> {
    this.send({ type: 'openTerminal', channel, node, shell: 'main', cols: 100, rows: 30 });
    await this.until(`a prompt on ${node}`, () => this.output.get(channel)?.includes('$ '), limitMs);
  }

  /** Types a line and waits for a text in what comes after it. */
  async line(channel: number, line: string, expected: string, limitMs = 15_000): Promise<void> {
    const before = this.output.get(channel)?.length ?? 0;
    this.type(channel, `${line}\r`);
    await this.until(
      `"${expected}" after "${line}"`,
      () => this.output.get(channel)?.slice(before).includes(expected),
      limitMs,
    );
  }

  close(): void {
    this.#socket.close();
  }

  /** Drops the line as a dead network does, without a goodbye. */
  drop(): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) this.#receiveBytes(data);
    else {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'snapshot') this.snapshot = message.snapshot;
      if (message.type === 'event') this.snapshot = applyEvent(this.snapshot, message.event);
      if (message.type === 'terminalOpened') this.#received.delete(message.channel);
      this.messages.push(message);
    }
    this.#wake();
  }

  #receiveBytes(data: Buffer): void {
    const frame = decodeFrame(data);
    if (!frame) return;
    const { channel, bytes } = frame;
    this.output.set(channel, (this.output.get(channel) ?? '') + this.#decoder.decode(bytes));
    const received = (this.#received.get(channel) ?? 0) + bytes.length;
    this.#received.set(channel, received);
    this.send({ type: 'ackOutput', channel, bytes: received });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

/** Takes a seat as the join form does, and opens its page. */
export async function joinLab(url: string, name: string, course = 'devcoin'): Promise<LabPage> {
  const response = await fetch(`${url}/api/seats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name, course }),
  });
  if (!response.ok) throw new Error(`join: ${response.status} ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return new LabPage(url, cookie, (await response.json()) as SeatAnswer);
}

/** Another page on the same seat; the lab may have another address by now. */
export function samePage(page: LabPage, url: string = page.url): LabPage {
  return new LabPage(url, page.cookie, page.seat);
}
