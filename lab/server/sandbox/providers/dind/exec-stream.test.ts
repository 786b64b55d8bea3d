import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { stdoutOf } from './exec-stream.ts';

/** A frame of the engine's stream. */
function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const BYTES = Buffer.concat([frame(1, 'one '), frame(2, 'a complaint'), frame(1, ''), frame(1, 'two')]);

test.each([1, 3, 7, 1000])('output comes out of frames that are cut anywhere: every %i bytes', async (size) => {
  expect(String(await buffer(stdoutOf(inChunks(BYTES, size), async () => undefined)))).toBe('one two');
});

test('a program that failed breaks the stream at its end', async () => {
  const stream = stdoutOf(inChunks(BYTES, 50), () => Promise.reject(new Error('it failed')));
  await expect(buffer(stream)).rejects.toThrow('it failed');
});

test('a reader that goes away ends the source', async () => {
  let isEnded = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield frame(1, 'x'.repeat(1000));
    } finally {
      isEnded = true;
    }
  }
  const stream = stdoutOf(endless(), async () => undefined);
  for await (const _ of stream) break;
  expect(isEnded).toBe(true);
});
