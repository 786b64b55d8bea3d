/** The most recordings that are kept of a seat; with so many no further one begins. */
export const MAX_RECORDINGS = 100;

/** Whether a terminal is recorded, and who wants it so. */
export interface RecordingState {
  readonly node: string;
  readonly shell: string;
  readonly on: boolean;
  /** The lab records all terminals of a course or of the server; what the learner asked for, the learner ends. */
  readonly by: 'lab' | 'learner';
  /** Who asked, or why it ended, as a sentence. */
  readonly because: string;
}

/** A recording that is kept (asciicast v2). */
export interface RecordingView {
  readonly id: string;
  readonly node: string;
  readonly shell: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Whether it is still being made. */
  readonly isOn?: boolean;
}

/** GET /api/recordings, or for the instructor GET /api/board/seats/:seat/recordings; a recording is at `/` and its id below. */
export interface RecordingsAnswer {
  readonly recordings: readonly RecordingView[];
}

/** The media type of a recording. */
export const RECORDING_TYPE = 'application/x-asciicast';
