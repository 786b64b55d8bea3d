export { type AnswerWorld, rightAnswer } from './right-answer.ts';
export { type StepWatch, type StepWatchOptions, watchStep } from './watch-step.ts';
