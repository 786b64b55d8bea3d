import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { LabError } from '../../contract/index.ts';

/** The engine at a socket; nothing is asked yet. */
export function connectEngine(socketPath: string): Docker {
  return new Docker({ socketPath });
}

/** The HTTP status of an engine's refusal; undefined when it did not answer at all. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** What an engine says when asked for something that may be absent: undefined stands for "there is none". */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

const UNREACHABLE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTSOCK', 'ENOTDIR']);

/** The sentence for what went wrong with the engine. `doing` completes "Docker could not …". */
export function engineError(error: unknown, socketPath: string, doing: string): unknown {
  if (error instanceof LabError || (error instanceof Error && error.name === 'AbortError')) return error;
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  const sentence = engineSentence(error);
  const options = { cause: error };
  if (code === 'EACCES' || code === 'EPERM') {
    const mend = 'Run the lab as root, or join the group that owns the socket and log in again.';
    return new LabError('noEngine', `This user may not use Docker at ${socketPath}. ${mend}`, options);
  }
  if (UNREACHABLE.has(code) || sentence === 'socket hang up') {
    return new LabError('noEngine', `Docker does not answer at ${socketPath}. Start it, then try again.`, options);
  }
  if (isDiskFull(sentence)) {
    const mend = 'Free some space where Docker keeps its data; a node image takes 1.5 GB while it is made.';
    return new LabError('noDisk', `The disk is full, so Docker could not ${doing}. ${mend}`, options);
  }
  return new LabError('internal', `Docker could not ${doing}: ${sentence}`, options);
}

/** Whether a program's words mean that the disk, or somebody's share of it, is used up. */
export function isDiskFull(words: string): boolean {
  return /no space left on device|disk quota exceeded|ENOSPC/i.test(words);
}

/** Whether trying another source would be in vain: the disk is full, the engine is gone, or the error is a sentence already. */
export function isFinal(error: unknown): boolean {
  if (error instanceof LabError) return error.code !== 'noImage';
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' || isDiskFull(engineSentence(error));
}

/** The engine's own sentence, without what the client library puts around it. */
export function engineSentence(error: unknown): string {
  const json = (error as { json?: { message?: unknown } } | undefined)?.json;
  if (typeof json?.message === 'string') return json.message.trim();
  return (error instanceof Error ? error.message : String(error)).trim();
}

interface ProgressLine {
  readonly error?: string;
  readonly stream?: string;
}

/**
 * Reads the progress of a pull, a build or an import to its end. The answer's status is 200 long before the work is done:
 * a failure is a line in it.
 */
export async function finish(stream: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  const source = stream as Readable;
  const stop = (): void => void source.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    let rest = '';
    for await (const chunk of source) {
      signal.throwIfAborted();
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) refuseFailure(line);
    }
    refuseFailure(rest);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
    source.destroy();
  }
}

function refuseFailure(line: string): void {
  if (!line.trim()) return;
  const { error } = JSON.parse(line) as ProgressLine;
  if (error) throw new Error(error);
}
