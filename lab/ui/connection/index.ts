export * from './api.ts';
export * from './files-api.ts';
export * from './previews-api.ts';
export * from './recordings-api.ts';
export { type BlockRun, blockKey, type HintOffer } from './seat-state.ts';
export { openSeat, pageSeatOptions, provideSeat, type Seat, useSeat, watchSeatOptions } from './use-seat.ts';
