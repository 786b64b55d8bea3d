export { RehearsalRecording } from './rehearsal-recording.ts';
export { SeatRecordings } from './seat-recordings.ts';
