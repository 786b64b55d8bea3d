import { Readable } from 'node:stream';

const HEADER_BYTES = 8;
const STDOUT = 1;

/**
 * What a program writes to its standard output, taken out of the engine's multiplexed stream (exec-output.ts says how it is made)
 * as fast as it is read. `ended` is asked at the end, and fails when the program did not do what it was to do.
 */
export function stdoutOf(stream: AsyncIterable<Buffer>, ended: () => Promise<void>): Readable {
  return Readable.from(frames(stream, ended), { objectMode: false });
}

async function* frames(stream: AsyncIterable<Buffer>, ended: () => Promise<void>): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerLength = 0;
  let left = 0;
  for await (const chunk of stream) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        header[headerLength++] = chunk[at++] ?? 0;
        if (headerLength < HEADER_BYTES) continue;
        headerLength = 0;
        left = header.readUInt32BE(4);
        continue;
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      if (header[0] === STDOUT) yield piece;
    }
  }
  await ended();
}
