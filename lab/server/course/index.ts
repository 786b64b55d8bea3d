export { fillVariables } from '../../contract/index.ts';
export { authorSchemas } from './author-schemas.ts';
export type { CompiledCourse } from './compile.ts';
export { CONTAINERS } from './containers.ts';
export { FENCE_KINDS, FENCE_WORDS, LANGUAGES } from './fences.ts';
export { builtInCourses, loadCourse } from './load-course.ts';
export { RULES } from './rules.ts';
export { watchCourse } from './watch-course.ts';
