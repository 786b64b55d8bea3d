import type { RecordingsAnswer, RecordingView } from '../../contract/index.ts';
import { ask } from './ask.ts';

/** Where a browser downloads a recording, and the player reads it. */
export const recordingAddress = (id: string) => `/api/recordings/${encodeURIComponent(id)}`;

/** What is recorded of this seat, the newest first. */
export const getRecordings = async (): Promise<readonly RecordingView[]> =>
  (await ask<RecordingsAnswer>('GET', '/api/recordings')).recordings;

export const removeRecording = (id: string) => ask<void>('DELETE', recordingAddress(id));
