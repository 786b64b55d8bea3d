/** What a program wrote, each stream cut at the limit. */
export interface ExecOutput {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes the engine's multiplexed stream apart: frames of one byte stream number, three of padding, four of length
 * (https://docs.docker.com/reference/api/engine/, "ContainerAttach"). Frames are followed across chunks, never joined up,
 * so that a program that writes byte by byte costs no more than its bytes.
 */
export function createOutputSplitter(limitBytes: number): { push(chunk: Uint8Array): void; output(): ExecOutput } {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerLength = 0;
  let left = 0;
  const streams = { stdout: createSink(limitBytes), stderr: createSink(limitBytes) };
  return {
    push(chunk) {
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
        (header[0] === STDERR ? streams.stderr : streams.stdout).take(piece);
        at += piece.length;
        left -= piece.length;
      }
    },
    output: () => ({ stdout: streams.stdout.bytes(), stderr: streams.stderr.bytes() }),
  };
}

function createSink(limitBytes: number) {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return {
    take(piece: Uint8Array) {
      const kept = piece.subarray(0, limitBytes - length);
      if (kept.length === 0) return;
      pieces.push(kept);
      length += kept.length;
    },
    bytes: () => Buffer.concat(pieces),
  };
}
