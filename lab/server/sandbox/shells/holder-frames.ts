import type { ShellPosition, ShellSize } from '../provider.ts';

/*
 * What the holder of a shell takes (lab/node/rootfs/usr/local/bin/lab-holder): one byte of kind, four of length, big endian,
 * and the payload. Back come one line of JSON and raw bytes.
 */
const HEAD_BYTES = 5;

/** From now on the output comes here too, from this position on where the holder still has it, else all it has. */
export function attachFrame(size: ShellSize, since: ShellPosition | undefined): Uint8Array {
  const payload = Buffer.alloc(20);
  payload.writeBigUInt64BE(BigInt(since?.shell ?? 0), 0);
  payload.writeBigUInt64BE(BigInt(since?.at ?? 0), 8);
  payload.writeUInt16BE(size.cols, 16);
  payload.writeUInt16BE(size.rows, 18);
  return frame('A', payload);
}

/** Keys for the program. */
export function inputFrame(bytes: Uint8Array): Uint8Array {
  return frame('I', bytes);
}

/** Tells the program its new size. */
export function resizeFrame(size: ShellSize): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeUInt16BE(size.cols, 0);
  payload.writeUInt16BE(size.rows, 2);
  return frame('R', payload);
}

/** Has the holder keep these bytes in place of all output up to there. */
export function keepFrame(at: number, state: Uint8Array): Uint8Array {
  const payload = Buffer.alloc(8 + state.length);
  payload.writeBigUInt64BE(BigInt(at), 0);
  payload.set(state, 8);
  return frame('K', payload);
}

function frame(kind: string, payload: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(HEAD_BYTES + payload.length);
  bytes.write(kind, 0, 'latin1');
  bytes.writeUInt32BE(payload.length, 1);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}
