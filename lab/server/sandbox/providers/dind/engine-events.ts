import type { IncomingMessage } from 'node:http';
import { type EngineEvent, EngineRefusal } from '../../engine-api.ts';

/** A longer line is no event: whoever is root of the node decides what the socket says. */
const MAX_LINE_CHARS = 1024 * 1024;

/** The events of a stream of JSON lines, until the signal or the end of the engine, whichever way that comes. */
export async function* readEvents(
  open: () => Promise<IncomingMessage>,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, void, void> {
  let response: IncomingMessage | undefined;
  try {
    response = await open();
    if ((response.statusCode ?? 0) >= 400) {
      throw new EngineRefusal(response.statusCode ?? 0, `The engine gives no events (status ${response.statusCode}).`);
    }
    for await (const line of linesOf(response)) yield JSON.parse(line) as EngineEvent;
  } catch (error) {
    // A connection that breaks is how an engine's end looks from outside; the port promises a quiet end.
    if (error instanceof EngineRefusal && !signal.aborted) throw error;
  } finally {
    response?.destroy();
  }
}

/** The lines of a byte stream, without empty ones; an unfinished last line is left out. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > MAX_LINE_CHARS) throw new Error('a line without an end');
    for (const part of parts) if (part !== '') yield part;
  }
}
