export { type RehearsalRow, rehearseCourse } from './rehearse-course.ts';
export { resolveVariable } from './resolve-variable.ts';
