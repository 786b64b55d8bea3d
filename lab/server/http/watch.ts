import type { IncomingMessage } from 'node:http';
import { LabError, watcherName } from '../../contract/index.ts';
import type { Page, PageSink, Workshop } from '../workshop/index.ts';
import { INSTRUCTOR_COOKIE, readCookie } from './cookies.ts';
import { seatOf } from './seat-of.ts';
import { sameSecret } from './secrets.ts';

/** What an instructor is called who gives no name. */
const NO_NAME = 'The instructor';

/** Whether the browser that asks has the instructor's key; throws LabError notInstructor. */
export function mustBeInstructor(request: IncomingMessage, instructorKey: string): void {
  const key = readCookie(request.headers.cookie, INSTRUCTOR_COOKIE);
  if (key !== undefined && sameSecret(key, instructorKey)) return;
  throw new LabError('notInstructor', 'The class board needs the instructor key. The lab printed it when it started.');
}

/**
 * Opens the page of a socket: that of the browser's own seat, or with `?watch=SEAT` one that watches a seat, for which it takes the
 * instructor's key. `name` says how the learner sees who watches.
 */
export function openPage(
  request: IncomingMessage,
  sink: PageSink,
  o: { readonly workshop: Workshop; readonly instructorKey: string },
): Page {
  const { searchParams } = new URL(request.url ?? '/', 'http://lab');
  const watched = searchParams.get('watch');
  if (watched === null) return o.workshop.openPage(seatOf(request, o.workshop), sink);
  mustBeInstructor(request, o.instructorKey);
  const name = watcherName.safeParse(searchParams.get('name') || NO_NAME);
  if (!name.success) throw new LabError('badRequest', `The name does not fit. ${name.error.issues[0]?.message}`);
  return o.workshop.openWatch(watched, name.data, sink);
}
