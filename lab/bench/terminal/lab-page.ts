import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import {
  type ClientMessage,
  decodeFrame,
  encodeFrame,
  type Problem,
  type SandboxView,
  type SeatAnswer,
  type ServerMessage,
  TERMINAL_ACK_BYTES,
} from '../../contract/index.ts';
import { opened, openSocket, SIZE, type TerminalSession } from './terminal-session.ts';

/** How long a cluster may take to come up, and a page to be greeted. */
const READY_LIMIT_MS = 120_000;
const WELCOME_LIMIT_MS = 10_000;
const ASK_AGAIN_MS = 2000;

/** A seat that was taken for the bench. */
export interface BenchSeat {
  readonly id: string;
  readonly cookie: string;
}

/** Takes a seat as the join form does. */
export async function takeSeat(url: string, signal: AbortSignal): Promise<BenchSeat> {
  const response = await fetch(`${url}/api/seats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'bench', course: 'devcoin' }),
    signal,
  });
  if (!response.ok) throw new Error(`taking a seat: ${response.status} ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { id } = (await response.json()) as SeatAnswer;
  return { id, cookie };
}

/** Gives a seat up, and its cluster. */
export async function leaveSeat(url: string, { cookie }: BenchSeat): Promise<void> {
  const signal = AbortSignal.timeout(WELCOME_LIMIT_MS);
  await fetch(`${url}/api/seat`, { method: 'DELETE', headers: { cookie, origin: url }, signal });
}

interface NewShellAnswer {
  shell?: string;
  refusal?: Problem;
}

/** A page of the lab as far as terminals go: one socket, the product's messages and acknowledgements. */
export class LabPage {
  readonly #socket: WebSocket;
  readonly #sessions = new Map<number, LabSession>();
  #sandbox: SandboxView | undefined;
  #onMessage: (() => void) | undefined;
  #newShell: NewShellAnswer = {};

  /** Opens a page on a seat. */
  static async open(url: string, { cookie }: BenchSeat, signal: AbortSignal): Promise<LabPage> {
    const headers = { cookie, origin: url };
    const socket = openSocket(`${url.replace('http', 'ws')}/api/socket`, { headers });
    const page = new LabPage(socket);
    await opened(socket, signal);
    await page.#until('a welcome', WELCOME_LIMIT_MS, () => page.#sandbox !== undefined);
    return page;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#bytes(data);
      else this.#message(JSON.parse(data.toString()) as ServerMessage);
    });
    socket.on('close', (code) => {
      for (const session of this.#sessions.values()) session.end(`the socket was closed (${code})`);
      this.#onMessage?.();
    });
  }

  /** Resolves when the nodes are up. */
  async nodesUp(): Promise<readonly string[]> {
    await this.#until('the nodes', READY_LIMIT_MS, () => {
      if (this.#sandbox?.state === 'failed') throw new Error(`the sandbox failed: ${this.#sandbox.message}`);
      return this.#sandbox?.state === 'ready';
    });
    return this.#sandbox?.nodes.filter((node) => node.up).map((node) => node.name) ?? [];
  }

  /** Asks for another shell of a node; gives its name. The lab opens only so many in a minute, which is waited for. */
  async newShell(node: string, signal: AbortSignal): Promise<string> {
    for (;;) {
      const answer: NewShellAnswer = {};
      this.#newShell = answer;
      this.send({ type: 'newShell', node });
      const isAnswered = () => answer.shell !== undefined || answer.refusal !== undefined;
      await this.#until(`another shell of ${node}`, WELCOME_LIMIT_MS, isAnswered);
      if (answer.shell !== undefined) return answer.shell;
      if (answer.refusal?.code !== 'tooMany') throw new Error(answer.refusal?.detail);
      await sleep(ASK_AGAIN_MS, undefined, { signal });
    }
  }

  /** Opens a shell of a node on a channel. */
  shell(channel: number, node: string, shell: string): LabSession {
    const session = new LabSession(this, channel);
    this.#sessions.set(channel, session);
    this.send({ type: 'openTerminal', channel, node, shell, ...SIZE });
    return session;
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  sendBytes(channel: number, text: string): void {
    this.#socket.send(encodeFrame(channel, Buffer.from(text)));
  }

  stall(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  /** Cuts the line, without a goodbye. */
  async cut(): Promise<void> {
    this.#socket.terminate();
    if (this.#socket.readyState !== this.#socket.CLOSED) await once(this.#socket, 'close');
  }

  #bytes(data: Buffer): void {
    const frame = decodeFrame(data);
    if (frame) this.#sessions.get(frame.channel)?.take(data.subarray(1));
  }

  #message(message: ServerMessage): void {
    if (message.type === 'welcome' || message.type === 'sandbox') {
      this.#sandbox = message.sandbox;
    } else if (message.type === 'shellOpened') {
      this.#newShell.shell = message.shell;
    } else if (message.type === 'terminalEnded') this.#sessions.get(message.channel)?.end(message.because);
    else if (message.type === 'problem' && message.inReplyTo === 'newShell') this.#newShell.refusal = message.problem;
    else if (message.type === 'problem') {
      for (const session of this.#sessions.values()) session.end(message.problem.detail);
    }
    this.#onMessage?.();
  }

  /** Resolves when the condition holds; looked at after every message. */
  async #until(what: string, limitMs: number, holds: () => boolean): Promise<void> {
    const limit = performance.now() + limitMs;
    while (!holds()) {
      if (this.#socket.readyState !== this.#socket.OPEN) throw new Error(`the server closed the page before ${what}`);
      if (performance.now() > limit) throw new Error(`waited ${limitMs} ms for ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        this.#onMessage = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** A terminal of the lab, acknowledged as the page does: every 32 KiB, cumulative. */
export class LabSession implements TerminalSession {
  readonly #page: LabPage;
  readonly #channel: number;
  #listener: ((bytes: Buffer) => void) | undefined;
  #early: Buffer[] = [];
  #consumed = 0;
  #told = 0;
  ended: string | undefined;

  constructor(page: LabPage, channel: number) {
    this.#page = page;
    this.#channel = channel;
  }

  write(text: string): void {
    this.#page.sendBytes(this.#channel, text);
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#listener = listener;
    for (const bytes of this.#early.splice(0)) listener(bytes);
  }

  consumed(bytes: number): void {
    this.#consumed += bytes;
    if (this.#consumed - this.#told < TERMINAL_ACK_BYTES) return;
    this.#told = this.#consumed;
    this.#page.send({ type: 'ackOutput', channel: this.#channel, bytes: this.#consumed });
  }

  stall(): void {
    this.#page.stall();
  }

  resume(): void {
    this.#page.resume();
  }

  close(): void {
    this.#page.send({ type: 'closeTerminal', channel: this.#channel });
  }

  take(bytes: Buffer): void {
    if (this.#listener) this.#listener(bytes);
    else this.#early.push(bytes);
  }

  end(because: string): void {
    this.ended ??= because;
  }
}
