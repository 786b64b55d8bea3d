export { default as LessonGuide } from './LessonGuide.vue';
export { default as LessonStepPicker } from './LessonStepPicker.vue';
export { useLesson } from './use-lesson.ts';
export { useLessonKeys } from './use-lesson-keys.ts';
