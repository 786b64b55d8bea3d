import { type ComputedRef, computed, type InjectionKey, inject, provide, type ShallowRef } from 'vue';
import { type ClientMessage, type FaultAction, LabError, type ServerMessage } from '../../contract/index.ts';
import type { TerminalLink } from '../terminal/index.ts';
import { getSeat, getWatched } from './api.ts';
import { Line, type LineState, type SocketLike } from './line.ts';
import { emptySeatState, type SeatNotice, type SeatState, takeMessage } from './seat-state.ts';
import { LineTerminalLink } from './terminal-link.ts';

/** A page's seat: what the server says of it, and what the page may ask for. */
export interface Seat extends SeatState {
  readonly line: ShallowRef<LineState>;
  readonly isLive: ComputedRef<boolean>;
  readonly terminals: TerminalLink;
  runBlock(step: string, block: string): void;
  interrupt(node: string): void;
  saveBlock(step: string, block: string): void;
  openStep(step: string): void;
  answer(step: string, check: number, value: string): void;
  fault(node: string, action: FaultAction): void;
  /** Records a terminal, or no longer. */
  record(node: string, shell: string, on: boolean): void;
  resetSandbox(): void;
  /** A fresh cluster, brought to where a module begins. */
  goToModule(module: string): void;
  look(isLooking: boolean): void;
  retryNow(): void;
  askNow(): void;
  close(): void;
}

export interface SeatOptions {
  readonly openSocket: () => SocketLike;
  readonly now: () => number;
  readonly random: () => number;
  readonly onNotice: (notice: SeatNotice) => void;
  /** This browser has no seat any more. */
  readonly onNoSeat: () => void;
  /** Whether the seat is another's, who is watched. */
  readonly watches?: boolean;
  /** Resolves when the seat is there; LabError noSeat or notInstructor when not. */
  readonly askSeat: () => Promise<unknown>;
}

const OFFLINE: SeatNotice = {
  level: 'warn',
  sentence: 'This was not sent, because the page is disconnected. Try again when it is back.',
};

/** Opens the seat of this browser over one line and keeps it. */
export function openSeat(options: SeatOptions): Seat {
  const state = emptySeatState();
  let link: LineTerminalLink | undefined;
  const line: Line = new Line({
    openSocket: options.openSocket,
    now: options.now,
    random: options.random,
    mayRetry: () => mayRetry(options),
    onBytes: (channel, bytes) => link?.receiveBytes(channel, bytes),
    onMessage: (message: ServerMessage) => {
      takeMessage(state, message, { now: options.now, onNotice: options.onNotice, onGap: () => line.renew() });
      link?.receive(message);
    },
  });
  link = new LineTerminalLink(line, options.watches);
  const send = (message: ClientMessage): void => {
    if (!line.send(message)) options.onNotice(OFFLINE);
  };
  line.start();
  return {
    ...state,
    line: line.state,
    isLive: computed(() => line.state.value.phase === 'live'),
    terminals: link,
    runBlock: (step, block) => send({ type: 'runBlock', step, block }),
    interrupt: (node) => send({ type: 'interrupt', node }),
    saveBlock: (step, block) => send({ type: 'saveBlock', step, block }),
    openStep: (step) => {
      // Shown at once; the server confirms with its own progress.
      if (state.progress.value.step === step) return;
      if (line.send({ type: 'openStep', step })) state.progress.value = { ...state.progress.value, step };
      else options.onNotice(OFFLINE);
    },
    answer: (step, check, value) => send({ type: 'answer', step, check, value }),
    fault: (node, action) => send({ type: 'fault', node, action }),
    record: (node, shell, on) => send({ type: 'record', node, shell, on }),
    resetSandbox: () => send({ type: 'resetSandbox' }),
    goToModule: (module) => send({ type: 'goToModule', module }),
    look: (at) => void line.send({ type: 'looking', at }),
    retryNow: () => line.retryNow(),
    askNow: () => line.askNow(),
    close: () => line.end(),
  };
}

/** A refused upgrade tells a page nothing, so the seat is asked for by an ordinary request. */
async function mayRetry({ askSeat, onNoSeat }: SeatOptions): Promise<boolean> {
  try {
    await askSeat();
  } catch (error) {
    if (error instanceof LabError && ['noSeat', 'notInstructor'].includes(error.code)) {
      onNoSeat();
      return false;
    }
  }
  return true;
}

/** The socket of this page's origin. */
function openPageSocket(query = ''): SocketLike {
  const url = new URL(`/api/socket${query}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  // A browser's socket takes more kinds of events and data than the line looks at.
  return new WebSocket(url) as unknown as SocketLike;
}

/** Options of a page in a browser. */
export function pageSeatOptions(o: Pick<SeatOptions, 'onNotice' | 'onNoSeat'>): SeatOptions {
  return { openSocket: () => openPageSocket(), now: Date.now, random: Math.random, askSeat: () => getSeat(), ...o };
}

/** Options of a page that watches somebody's seat; `name` is how its learner sees who watches. */
export function watchSeatOptions(
  o: Pick<SeatOptions, 'onNotice' | 'onNoSeat'> & { readonly seat: string; readonly name: string },
): SeatOptions {
  const query = `?${new URLSearchParams({ watch: o.seat, name: o.name })}`;
  return {
    ...pageSeatOptions(o),
    watches: true,
    openSocket: () => openPageSocket(query),
    askSeat: () => getWatched(o.seat),
  };
}

const seatKey: InjectionKey<Seat> = Symbol('seat');

/** Makes a seat known to the components below. */
export function provideSeat(seat: Seat): void {
  provide(seatKey, seat);
}

/** The seat of the page this component is on. */
export function useSeat(): Seat {
  const seat = inject(seatKey);
  if (!seat) throw new Error('useSeat is called outside of a page with a seat');
  return seat;
}
