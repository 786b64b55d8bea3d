import { ERRORS, LabError, type Problem } from '../../contract/index.ts';
import { loadAgain } from '../kit/index.ts';

/** A question that did not get through is asked again after so long. */
const AGAIN_MS = [300, 1000];

/** The server could not be reached; every other error of a request is a LabError with the server's sentence. */
export class Unreachable extends Error {
  constructor(options?: ErrorOptions) {
    super('The lab does not answer. It may be starting again, or this computer is off the network.', options);
    this.name = 'Unreachable';
  }
}

/** What goes with a request. */
interface Asked {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are. */
  readonly bytes?: Blob | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request and gives its JSON answer; fails with Unreachable, or a LabError with the server's sentence. */
export async function ask<T>(method: string, url: string, o: Asked = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...o.headers };
  if (o.body !== undefined) headers['content-type'] = 'application/json';
  if (o.bytes !== undefined) headers['content-type'] = 'application/octet-stream';
  const request = { method, headers, ...(o.signal ? { signal: o.signal } : {}) };
  const body = o.bytes ?? (o.body === undefined ? undefined : JSON.stringify(o.body));
  const init = body === undefined ? request : { ...request, body };
  // Only a question may be asked twice: a second POST would take a second seat.
  const isQuestion = method === 'GET';
  const response = await loadAgain(() => fetch(url, init), isQuestion && !o.signal?.aborted ? AGAIN_MS : []).catch(
    (cause: unknown) => {
      if (o.signal?.aborted) throw cause;
      throw new Unreachable({ cause });
    },
  );
  if (!response.ok) throw await toError(response);
  // The server checks what it answers by the same types; an empty answer is for callers that want none.
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function toError(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  const { code, detail } = problem ?? {};
  if (code && Object.hasOwn(ERRORS, code) && detail) return new LabError(code, detail);
  // 502 to 504 come from a proxy in front of a server that is starting again.
  if (response.status >= 502 && response.status <= 504) return new Unreachable();
  return new LabError('internal', `The lab answered ${response.status}. Try again; the log of the server says more.`);
}
