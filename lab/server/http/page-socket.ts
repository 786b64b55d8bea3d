import { WebSocket } from 'ws';
import { CLOSE, type CloseCode, MAX_FRAME_BYTES, type Problem } from '../../contract/index.ts';

/** What the socket itself finds wrong, in words: it knows codes only. */
const WORDS: Readonly<Record<number, string>> = {
  1002: 'A frame did not follow the WebSocket protocol.',
  1003: 'A frame was of a kind that the lab does not take.',
  1007: 'A text frame was not UTF-8.',
  1008: 'A message came in too many pieces.',
  1009: `A frame was larger than ${MAX_FRAME_BYTES / 1024} KB.`,
};

/** A close frame has no room for a longer reason. */
const REASON_BYTES = 123;

/** A page's WebSocket, which is never closed without a reason in words. */
export class PageSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, shortened(reason ?? WORDS[code ?? 0]));
  }
}

/** The code that a page's socket is closed with when its page could not be opened. */
export function closeCodeOf({ code }: Problem): CloseCode {
  if (code === 'noSeat') return CLOSE.noSeat;
  if (code === 'notInstructor') return CLOSE.notInstructor;
  if (code === 'unknownCourse') return CLOSE.unknown;
  return code === 'tooMany' ? CLOSE.tooMany : CLOSE.serverMistake;
}

/** As much of a reason as fits, without half a character at its end. */
function shortened(reason: string | Buffer | undefined): string | Buffer | undefined {
  if (reason === undefined || Buffer.byteLength(reason) <= REASON_BYTES) return reason;
  return new TextDecoder().decode(Buffer.from(reason).subarray(0, REASON_BYTES - 3), { stream: true });
}
