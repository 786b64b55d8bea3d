export { openStore } from './sqlite-store.ts';
export type { SeatRecord, Store } from './store.ts';
