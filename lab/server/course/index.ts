export { fillVariables } from '../../contract/index.ts';
export { authorSchemas } from './author-schemas.ts';
export { builtInCourses, loadCourse } from './load-course.ts';
export { watchCourse } from './watch-course.ts';
export { withoutRealModules } from './without-real-modules.ts';
