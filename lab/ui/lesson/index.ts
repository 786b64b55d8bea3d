export { markOf, type PlacedStep, placeSteps } from './course-steps.ts';
export { default as LessonGuide } from './LessonGuide.vue';
export { default as LessonMark } from './LessonMark.vue';
export { default as LessonStepPicker } from './LessonStepPicker.vue';
export { type Lesson, useLesson } from './use-lesson.ts';
export { isForPage, useLessonKeys } from './use-lesson-keys.ts';
