export type { Page, PageSink } from './page.ts';
export type { SeatFiles } from './seat-files.ts';
export { createWorkshop, type Workshop, type WorkshopOptions } from './workshop.ts';
