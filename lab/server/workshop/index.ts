export type { Page, PageSink } from './page.ts';
export { createWorkshop, type Workshop, type WorkshopOptions } from './workshop.ts';
