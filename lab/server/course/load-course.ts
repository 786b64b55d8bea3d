import { resolve } from 'node:path';
import { type CompiledCourse, compileCourse } from './compile.ts';
import { readCourseFolder } from './read-folder.ts';

/** Loads the course of a folder; never throws, a folder that is no course has an issue that says so. */
export async function loadCourse(folder: string): Promise<CompiledCourse> {
  return compileCourse(await readCourseFolder(folder));
}

/** The folder with the courses that come with the lab. */
export function builtInCourses(): string {
  return resolve(import.meta.dirname, '..', '..', 'courses');
}
