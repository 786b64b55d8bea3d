export { realClock } from './clock.ts';
export { CommandLog } from './command-log.ts';
export { RehearsalRecording, SeatRecordings } from './recording/index.ts';
export type { TapMaker, TapPlace, TerminalTap } from './tap.ts';
export { createTerminalLoad, type TerminalLoad } from './terminal-load.ts';
export { openTerminals, type Terminals } from './terminals.ts';
export { TokenBucket } from './token-bucket.ts';
export type { AttachAs, Attachment, Person, Presence, RunNews, RunOptions, Terminal, Viewer } from './viewer.ts';
