import type { Course, RecordingState } from '../../contract/index.ts';
import type { SeatRecordings } from '../terminal/index.ts';

/** What is recorded of a seat in a course; made when the seat comes to life. */
export type RecordingsOf = (seat: string, course: Course, onState: (state: RecordingState) => void) => SeatRecordings;
