export * from './api.ts';
export type { LineState, SocketLike } from './line.ts';
export { type BlockRun, blockKey, type SeatNotice, type SeatState, type StepVerdicts } from './seat-state.ts';
export type { ChannelListener, TerminalLink } from './terminal-link.ts';
export { openSeat, pageSeatOptions, provideSeat, type Seat, type SeatOptions, useSeat } from './use-seat.ts';
