export { playBlocks, type Stage } from './play-blocks.ts';
export { type RehearsalOptions, type RehearsalRow, rehearseCourse } from './rehearse-course.ts';
export { resolveVariable } from './resolve-variable.ts';
