import { Readable } from 'node:stream';
import { createFrameReader } from './exec-frames.ts';

const STDOUT = 1;

/**
 * What a program writes to its standard output, taken out of the engine's multiplexed stream as fast as it is read. `ended` is
 * asked at the end, and fails when the program did not do what it was to do.
 */
export function stdoutOf(stream: AsyncIterable<Buffer>, ended: () => Promise<void>): Readable {
  return Readable.from(outputOf(stream, ended), { objectMode: false });
}

async function* outputOf(stream: AsyncIterable<Buffer>, ended: () => Promise<void>): AsyncGenerator<Buffer> {
  const read = createFrameReader();
  for await (const chunk of stream) {
    for (const piece of read(chunk)) if (piece.stream === STDOUT) yield piece.bytes;
  }
  await ended();
}
