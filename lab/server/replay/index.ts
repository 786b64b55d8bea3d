export { bringToModule } from './bring-to-module.ts';
export { givenFile, layFiles } from './lay-files.ts';
export { type RehearsalRow, rehearseCourse } from './rehearse-course.ts';
export { resolveVariable } from './resolve-variable.ts';
