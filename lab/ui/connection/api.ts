import {
  type BoardAnswer,
  type CoursesAnswer,
  ERRORS,
  type JoinRequest,
  LabError,
  type Problem,
  type SeatAnswer,
  type StepView,
} from '../../contract/index.ts';
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

/** GET /api/courses */
export const getCourses = (signal?: AbortSignal) => ask<CoursesAnswer>('GET', '/api/courses', { signal });

/** GET /api/seat; LabError noSeat when this browser has none. */
export async function getSeat(signal?: AbortSignal): Promise<SeatAnswer> {
  const seat = await ask<SeatAnswer | undefined>('GET', '/api/seat', { signal });
  if (!seat) throw new LabError('noSeat', 'This browser has no seat. Take one on the first page.');
  return seat;
}

/** POST /api/seats */
export const takeSeat = (body: JoinRequest) => ask<SeatAnswer>('POST', '/api/seats', { body });

/** DELETE /api/seat: ends the seat and its cluster. */
export const leaveSeat = () => ask<void>('DELETE', '/api/seat');

/** GET /api/courses/:course/steps/:step */
export const getStep = (course: string, step: string, signal?: AbortSignal) =>
  ask<StepView>('GET', `/api/courses/${encodeURIComponent(course)}/steps/${encodeURIComponent(step)}`, { signal });

/** POST /api/instructor */
export const enterAsInstructor = (key: string) => ask<void>('POST', '/api/instructor', { body: { key } });

/** GET /api/board */
export const getBoard = (signal?: AbortSignal) => ask<BoardAnswer>('GET', '/api/board', { signal });

async function ask<T>(method: string, url: string, o: { body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (o.body !== undefined) headers['content-type'] = 'application/json';
  const request = { method, headers, ...(o.signal ? { signal: o.signal } : {}) };
  const init = o.body === undefined ? request : { ...request, body: JSON.stringify(o.body) };
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

/** What went wrong as a sentence for a person. */
export function sentenceOf(error: unknown): string {
  return error instanceof LabError || error instanceof Unreachable
    ? error.message
    : 'This page made a mistake. Reload it; nothing of yours is lost.';
}
