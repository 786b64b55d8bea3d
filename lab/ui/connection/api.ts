import {
  type BoardAnswer,
  type CoursesAnswer,
  type JoinRequest,
  LabError,
  type SeatAnswer,
  type StepView,
  type WatchedSeatAnswer,
} from '../../contract/index.ts';
import { ask, Unreachable } from './ask.ts';

export { Unreachable } from './ask.ts';

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

/** GET /api/watch/:seat; LabError notInstructor without the key, noSeat when nobody sits there. */
export const getWatched = (seat: string) => ask<WatchedSeatAnswer>('GET', `/api/watch/${encodeURIComponent(seat)}`);

/** What went wrong as a sentence for a person. */
export function sentenceOf(error: unknown): string {
  return error instanceof LabError || error instanceof Unreachable
    ? error.message
    : 'This page made a mistake. Reload it; nothing of yours is lost.';
}
