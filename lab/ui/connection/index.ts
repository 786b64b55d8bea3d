export * from './api.ts';
export { type BlockRun, blockKey } from './seat-state.ts';
export { openSeat, pageSeatOptions, provideSeat, type Seat, useSeat } from './use-seat.ts';
