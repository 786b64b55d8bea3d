const HEADER_BYTES = 8;

/** A piece of what a program wrote; `stream` is 1 for its standard output, 2 for its standard error. */
export interface FramePiece {
  readonly stream: number | undefined;
  readonly bytes: Buffer;
}

/**
 * Takes the engine's multiplexed stream apart: frames of one byte stream number, three of padding, four of length
 * (https://docs.docker.com/reference/api/engine/, "ContainerAttach"). Frames are followed across chunks, never joined up,
 * so that a program that writes byte by byte costs no more than its bytes.
 */
export function createFrameReader(): (chunk: Buffer) => Generator<FramePiece> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerLength = 0;
  let left = 0;
  return function* read(chunk) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        header[headerLength++] = chunk[at++] ?? 0;
        if (headerLength < HEADER_BYTES) continue;
        headerLength = 0;
        left = header.readUInt32BE(4);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      yield { stream: header[0], bytes };
    }
  };
}
