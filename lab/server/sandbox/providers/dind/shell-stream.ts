import type { Socket } from 'node:net';
import type { ShellSize, ShellStream } from '../../provider.ts';
import { attachPacket, MAX_WRITE_BYTES, pushPackets, resizePacket } from './dtach.ts';

/** Keys that may wait for a program which does not read; what comes beyond is dropped, as a terminal does. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** A shell at its prompt draws itself anew within milliseconds; a program that does not is not waited for. */
const DRAW_LIMIT_MS = 250;
/** A shell that was just started has its own set-up to do first. */
const FIRST_PROMPT_LIMIT_MS = 2000;
/** The second drawing comes as quickly as the first, if it comes. */
const SECOND_DRAW_LIMIT_MS = 100;

type End = 'ended' | 'broken';

/** A stream onto a shell, and how its owner breaks it off. */
export interface DtachStream extends ShellStream {
  break(): void;
}

/**
 * Attaches to the holder of a shell and has the program draw itself, since the holder remembers no screen. A shell does that
 * only for a size that is new to it (readline 8.2), hence the detour over one row more. What is drawn for that is thrown
 * away, unless nothing follows: a shell that was just started has its real size by then, and draws its first prompt once.
 */
export async function attachToShell(
  socket: Socket,
  size: ShellSize,
  shell: { readonly fresh: boolean; whyEnded(): End },
): Promise<DtachStream> {
  // The close that follows an error is what counts.
  socket.on('error', () => socket.destroy());
  const writer = createWriter(socket);
  writer.write(attachPacket());
  writer.write(resizePacket({ cols: size.cols, rows: size.rows + 1 }));
  const detour = await nextDrawing(socket, shell.fresh ? FIRST_PROMPT_LIMIT_MS : DRAW_LIMIT_MS);
  writer.write(resizePacket(size));
  const drawn = (await nextDrawing(socket, SECOND_DRAW_LIMIT_MS)) ?? detour;
  if (drawn) socket.unshift(drawn);
  return createShellStream(socket, writer, () => shell.whyEnded());
}

/** The next bytes of a socket, which is paused after; undefined when none come in time. */
function nextDrawing(socket: Socket, limitMs: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const done = (bytes?: Buffer) => {
      clearTimeout(timer);
      socket.off('data', done).off('close', onClose);
      socket.pause();
      resolve(bytes);
    };
    const onClose = () => done();
    const timer = setTimeout(done, limitMs);
    socket.on('data', done).on('close', onClose).resume();
  });
}

function createShellStream(socket: Socket, writer: Writer, whyEnded: () => End): DtachStream {
  let state: 'open' | 'closed' | End = 'open';
  let onEnd: ((why: End) => void) | undefined;
  let paused = false;
  const finish = (why: End) => {
    if (state !== 'open') return;
    state = why;
    socket.destroy();
    onEnd?.(why);
  };
  socket.on('close', () => finish(whyEnded()));
  if (socket.destroyed) finish(whyEnded());

  return {
    write: (bytes) => writer.write(pushPackets(bytes)),
    resize: (size) => writer.write(resizePacket(size)),
    onData(listener) {
      socket.on('data', listener);
      if (!paused) socket.resume();
    },
    onEnd(listener) {
      onEnd = listener;
      if (state === 'ended' || state === 'broken') queueMicrotask(() => listener(state as End));
    },
    pause() {
      paused = true;
      socket.pause();
    },
    resume() {
      paused = false;
      socket.resume();
    },
    close() {
      if (state === 'open') state = 'closed';
      socket.destroy();
    },
    break: () => finish('broken'),
  };
}

interface Writer {
  write(packets: Uint8Array): void;
}

/** Sends packets in pieces that reach the holder whole: one piece at a time, each no longer than a socket buffer takes. */
function createWriter(socket: Socket): Writer {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let busy = false;

  const next = () => {
    const piece = waiting.shift();
    busy = piece !== undefined;
    if (!piece) return;
    waitingBytes -= piece.length;
    socket.write(piece, next);
  };
  return {
    write(packets) {
      if (socket.destroyed || waitingBytes + packets.length > MAX_WAITING_BYTES) return;
      for (let at = 0; at < packets.length; at += MAX_WRITE_BYTES)
        waiting.push(packets.subarray(at, at + MAX_WRITE_BYTES));
      waitingBytes += packets.length;
      if (!busy) next();
    },
  };
}
