import type { Course, CourseModule } from '../../contract/index.ts';

/** A course as simulated nodes can do it: without the modules that need real engines and those that build on them. */
export function withoutRealModules(course: Course): Course {
  const kept: CourseModule[] = [];
  for (const module of course.modules) {
    const { start } = module;
    const isReached = start === 'engines' || kept.some(({ id }) => id === start.after);
    if (isReached && !module.real) kept.push(module);
  }
  const outlines = course.outline.modules.filter(({ id }) => kept.some((module) => module.id === id));
  const minutes = outlines.flatMap(({ steps }) => steps).reduce((sum, step) => sum + step.minutes, 0);
  return { ...course, modules: kept, outline: { ...course.outline, modules: outlines, minutes } };
}
