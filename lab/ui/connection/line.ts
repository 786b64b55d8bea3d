import { type ShallowRef, shallowRef } from 'vue';
import { type ClientMessage, decodeFrame, encodeFrame, type ServerMessage } from '../../contract/index.ts';
import { backoffMs } from './backoff.ts';
import { parseMessage } from './parse-message.ts';

/** A line that gives no sign of life for so long after it was asked is taken for dead. */
export const ANSWER_LIMIT_MS = 6_000;
/** The first question waits until the page has drawn itself, or it would measure the drawing. */
const FIRST_ASK_MS = 2_000;
/** How often the line is asked. */
export const ASK_EVERY_MS = 10_000;

/** What the line is doing. `waiting`: the next try is at `retryAt`. `ended`: nothing is tried any more. */
export interface LineState {
  readonly phase: 'connecting' | 'live' | 'waiting' | 'ended';
  /** Tries that failed since it was live. */
  readonly failures: number;
  readonly retryAt?: number;
  /** How long an answer takes: the better of the last two, as one may be late because the page was busy. */
  readonly roundTripMs?: number;
  /** Whether it was live before: what is on the page is then the last known. */
  readonly wasLive: boolean;
}

/** The part of a browser's WebSocket that the line uses. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

export interface LineOptions {
  readonly openSocket: () => SocketLike;
  readonly now: () => number;
  readonly random: () => number;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onBytes: (channel: number, bytes: Uint8Array) => void;
  /** A try or a live line came to its end; resolves to false when no other try makes sense. */
  readonly mayRetry: () => Promise<boolean>;
}

const OPEN = 1;

/** One WebSocket that comes back by itself: live from the server's welcome on. */
export class Line {
  readonly state: ShallowRef<LineState> = shallowRef({ phase: 'connecting', failures: 0, wasLive: false });
  readonly #o: LineOptions;
  #socket: SocketLike | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ask: ReturnType<typeof setTimeout> | undefined;
  #asked: { id: number; at: number } | undefined;
  #askId = 0;
  #lastTookMs: number | undefined;

  constructor(options: LineOptions) {
    this.#o = options;
  }

  /** Starts the first try. */
  start(): void {
    this.#connect();
  }

  /** Sends a message; false when the line is not live and it was dropped. */
  send(message: ClientMessage): boolean {
    if (this.state.value.phase !== 'live' || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends terminal bytes; false when they were dropped. */
  sendBytes(channel: number, bytes: Uint8Array): boolean {
    if (this.state.value.phase !== 'live' || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(encodeFrame(channel, bytes));
    return true;
  }

  /** Tries at once instead of waiting for the next try. */
  retryNow(): void {
    if (this.state.value.phase === 'waiting') this.#connect();
  }

  /** Drops the socket and asks for everything anew. */
  renew(): void {
    if (this.state.value.phase !== 'live') return;
    this.#drop();
    this.#connect();
  }

  /** Asks now whether the line is alive, for example when the computer wakes up. */
  askNow(): void {
    if (this.state.value.phase === 'live' && !this.#asked) this.#askAlive();
  }

  /** Ends the line for good. */
  end(): void {
    this.#drop();
    clearTimeout(this.#retry);
    this.#change({ phase: 'ended', retryAt: undefined });
  }

  #change(change: Partial<LineState>): void {
    this.state.value = { ...this.state.value, ...change };
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#change({ phase: 'connecting', retryAt: undefined });
    const socket = this.#o.openSocket();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onclose = () => void this.#lost(socket);
    socket.onmessage = ({ data }) => this.#receive(data);
    // A server that takes the socket but never says welcome counts as no answer.
    this.#ask = setTimeout(() => void this.#lost(socket), ANSWER_LIMIT_MS * 2);
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const frame = decodeFrame(new Uint8Array(data));
      if (frame) this.#o.onBytes(frame.channel, frame.bytes);
      return;
    }
    const message = typeof data === 'string' ? parseMessage(data) : undefined;
    if (!message) return;
    if (message.type === 'pong') this.#answered(message.id);
    else {
      if (message.type === 'welcome') this.#becomeLive();
      this.#o.onMessage(message);
    }
  }

  #becomeLive(): void {
    this.#change({ phase: 'live', failures: 0, wasLive: true, roundTripMs: undefined });
    this.#lastTookMs = undefined;
    clearTimeout(this.#ask);
    this.#ask = setTimeout(() => this.#askAlive(), FIRST_ASK_MS);
  }

  #askAlive(): void {
    clearTimeout(this.#ask);
    const socket = this.#socket;
    this.#asked = { id: ++this.#askId, at: this.#o.now() };
    this.send({ type: 'ping', id: this.#askId });
    this.#ask = setTimeout(() => {
      if (socket) void this.#lost(socket);
    }, ANSWER_LIMIT_MS);
  }

  #answered(id: number): void {
    if (this.#asked?.id !== id) return;
    const tookMs = this.#o.now() - this.#asked.at;
    const isFirst = this.#lastTookMs === undefined;
    if (!isFirst) this.#change({ roundTripMs: Math.min(tookMs, this.#lastTookMs ?? tookMs) });
    this.#lastTookMs = tookMs;
    this.#asked = undefined;
    clearTimeout(this.#ask);
    this.#ask = setTimeout(() => this.#askAlive(), isFirst ? FIRST_ASK_MS : ASK_EVERY_MS);
  }

  async #lost(socket: SocketLike): Promise<void> {
    if (socket !== this.#socket) return;
    this.#drop();
    const failures = this.state.value.phase === 'live' ? 0 : this.state.value.failures;
    const wait = backoffMs(failures, this.#o.random);
    this.#change({ phase: 'waiting', failures: failures + 1, retryAt: this.#o.now() + wait });
    this.#retry = setTimeout(() => this.#connect(), wait);
    if (!(await this.#o.mayRetry())) this.end();
  }

  #drop(): void {
    clearTimeout(this.#ask);
    this.#asked = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  }
}
