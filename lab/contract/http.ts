import { z } from 'zod';
import type { CommandView } from './commands.ts';
import type { CourseOutline } from './course.ts';
import type { ProgressView, SandboxView } from './messages.ts';

/** The longest name a learner may take, in characters. */
export const MAX_NAME_LENGTH = 60;

const personName = z
  .string()
  .trim()
  .min(1, 'Type a name: the instructor sees it.')
  .max(MAX_NAME_LENGTH, `A name has at most ${MAX_NAME_LENGTH} characters.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'A name has no control characters.');

/** POST /api/seats: take a seat in a course. Sets the seat's cookie. */
export const joinRequest = z.strictObject({
  name: personName,
  course: z.string().min(1).max(80),
});
export type JoinRequest = z.infer<typeof joinRequest>;

/** Answer of POST /api/seats and GET /api/seat; the latter answers 204 without a body where the browser has no seat. */
export interface SeatAnswer {
  readonly id: string;
  readonly name: string;
  readonly course: string;
  /** The personal link: opens the same seat on any device. */
  readonly link: string;
}

/** GET /api/courses */
export interface CoursesAnswer {
  readonly courses: readonly CourseOutline[];
  /** Seats this host has, and how many are free. */
  readonly seats: { readonly total: number; readonly free: number };
}

/** How an instructor is shown to a learner who is watched. */
export const watcherName = personName;

/** GET /api/watch/:seat, with the instructor's key: who sits there. */
export interface WatchedSeatAnswer {
  readonly id: string;
  readonly name: string;
  readonly course: string;
}

/** POST /api/instructor */
export const instructorRequest = z.strictObject({ key: z.string().min(1).max(200) });

/** One learner on the class board (GET /api/board, and GET /api/board/events as server-sent events). */
export interface BoardRow {
  readonly seat: string;
  readonly name: string;
  readonly course: string;
  readonly online: boolean;
  readonly sandbox: SandboxView['state'];
  readonly progress: ProgressView;
  /** Since when the learner is at the step, ms since the epoch. */
  readonly stepSince: number;
  /** The last sentence of a check that is not met. */
  readonly failing?: string;
  /** The last command of the learner; only where the lab is told to show it. */
  readonly command?: CommandView;
}
export interface BoardAnswer {
  readonly now: number;
  readonly courses: readonly CourseOutline[];
  readonly rows: readonly BoardRow[];
}
