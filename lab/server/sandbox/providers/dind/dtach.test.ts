import { endianness } from 'node:os';
import { array, assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachPacket, MAX_WRITE_BYTES, PACKET_BYTES, pushPackets, resizePacket } from './dtach.ts';

/** What dtach's holder would write to the program, reading as it does: ten bytes at a time. */
function asHolderReads(packets: Uint8Array): number[] {
  const keys: number[] = [];
  for (let at = 0; at < packets.length; at += PACKET_BYTES) {
    const packet = packets.subarray(at, at + PACKET_BYTES);
    expect(packet).toHaveLength(PACKET_BYTES);
    expect(packet[0]).toBe(0);
    expect(packet[1]).toBeGreaterThan(0);
    expect(packet[1]).toBeLessThanOrEqual(8);
    keys.push(...packet.subarray(2, 2 + (packet[1] ?? 0)));
  }
  return keys;
}

describe('what is said to dtach', () => {
  test('keys arrive as they were typed, however they were cut', () => {
    assert(
      property(array(uint8Array({ maxLength: 60 }), { maxLength: 20 }), (pieces) => {
        const said = Buffer.concat(pieces.map(pushPackets));
        expect(asHolderReads(said)).toEqual([...Buffer.concat(pieces)]);
      }),
    );
  });

  test('no keys are no packet', () => {
    expect(pushPackets(new Uint8Array())).toHaveLength(0);
  });

  test('a size is a struct winsize: rows before columns, in the byte order of the machine', () => {
    assert(
      property(integer({ min: 1, max: 300 }), integer({ min: 2, max: 500 }), (rows, cols) => {
        const packet = Buffer.from(resizePacket({ cols, rows }));
        const read = (at: number) => (endianness() === 'LE' ? packet.readUInt16LE(at) : packet.readUInt16BE(at));
        expect([packet.length, packet[0], read(2), read(4), read(6), read(8)]).toEqual([
          PACKET_BYTES,
          3,
          rows,
          cols,
          0,
          0,
        ]);
      }),
    );
  });

  test('attaching is packet type 1', () => {
    expect([...attachPacket()]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('a piece of a write ends where a packet ends', () => {
    expect(MAX_WRITE_BYTES % PACKET_BYTES).toBe(0);
  });
});
