import { createFrameReader } from './exec-frames.ts';

/** What a program wrote, each stream cut at the limit. */
export interface ExecOutput {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

const STDERR = 2;

/** Collects what comes in the engine's multiplexed stream. */
export function createOutputSplitter(limitBytes: number): { push(chunk: Buffer): void; output(): ExecOutput } {
  const read = createFrameReader();
  const streams = { stdout: createSink(limitBytes), stderr: createSink(limitBytes) };
  return {
    push(chunk) {
      for (const { stream, bytes } of read(chunk)) (stream === STDERR ? streams.stderr : streams.stdout).take(bytes);
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
