import { endianness } from 'node:os';
import type { ShellSize } from '../../provider.ts';

/**
 * What dtach's holder of a shell understands on its socket (dtach 0.9, dtach.h): packets of one byte type, one byte
 * length, and eight bytes that are keys or a struct winsize in the machine's byte order. Back come the raw bytes.
 */
export const PACKET_BYTES = 10;
const KEY_BYTES = 8;
const PUSH = 0;
const ATTACH = 1;
const WINCH = 3;

/**
 * The holder reads ten bytes at a time and takes a short read for a whole packet. The kernel hands a write over in one
 * piece only while it fits one socket buffer, so that no write may be longer than this, nor be joined with another.
 */
export const MAX_WRITE_BYTES = 400 * PACKET_BYTES;

/** From now on the output comes here too. */
export function attachPacket(): Uint8Array {
  return packet(ATTACH, 0);
}

/** Tells the program its new size. */
export function resizePacket(size: ShellSize): Uint8Array {
  return withSize(packet(WINCH, 0), size);
}

/** Keys as packets, one after another in one array. */
export function pushPackets(keys: Uint8Array): Uint8Array {
  const count = Math.ceil(keys.length / KEY_BYTES);
  const packets = new Uint8Array(count * PACKET_BYTES);
  for (let index = 0; index < count; index++) {
    const piece = keys.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES);
    packets[index * PACKET_BYTES] = PUSH;
    packets[index * PACKET_BYTES + 1] = piece.length;
    packets.set(piece, index * PACKET_BYTES + 2);
  }
  return packets;
}

function packet(type: number, length: number): Uint8Array {
  const bytes = new Uint8Array(PACKET_BYTES);
  bytes[0] = type;
  bytes[1] = length;
  return bytes;
}

function withSize(bytes: Uint8Array, size: ShellSize): Uint8Array {
  const view = new DataView(bytes.buffer);
  const little = endianness() === 'LE';
  view.setUint16(2, size.rows, little);
  view.setUint16(4, size.cols, little);
  return bytes;
}
