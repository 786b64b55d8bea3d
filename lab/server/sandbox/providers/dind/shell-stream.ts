import type { Socket } from 'node:net';
import type { ShellSize, ShellStream } from '../../provider.ts';
import { attachPacket, MAX_WRITE_BYTES, pushPackets, redrawPacket, resizePacket } from './dtach.ts';

/** Keys that may wait for a program which does not read; what comes beyond is dropped, as a terminal does. */
const MAX_WAITING_BYTES = 1024 * 1024;

type End = 'ended' | 'broken';

/** A shell stream over a connected socket of dtach. `whyEnded` is asked when the socket closes by itself. */
export function createShellStream(
  socket: Socket,
  size: ShellSize,
  whyEnded: () => End,
): ShellStream & { break(): void } {
  let state: 'open' | 'closed' | End = 'open';
  let onEnd: ((why: End) => void) | undefined;
  const writer = createWriter(socket);

  const finish = (why: End) => {
    if (state !== 'open') return;
    state = why;
    socket.destroy();
    onEnd?.(why);
  };
  socket.on('error', () => finish('broken'));
  socket.on('close', () => finish(whyEnded()));
  writer.write(attachPacket());
  writer.write(redrawPacket(size));

  return {
    write: (bytes) => writer.write(pushPackets(bytes)),
    resize: (next) => writer.write(resizePacket(next)),
    onData: (listener) => void socket.on('data', listener),
    onEnd(listener) {
      if (state === 'ended' || state === 'broken') queueMicrotask(() => listener(state as End));
      else onEnd = listener;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      if (state === 'open') state = 'closed';
      socket.destroy();
    },
    break: () => finish('broken'),
  };
}

/** Sends packets in pieces that reach the holder whole: one piece at a time, each no longer than a socket buffer takes. */
function createWriter(socket: Socket): { write(packets: Uint8Array): void } {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let busy = false;

  const next = () => {
    const piece = waiting.shift();
    busy = piece !== undefined;
    if (!piece) return;
    waitingBytes -= piece.length;
    socket.write(piece, () => next());
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
