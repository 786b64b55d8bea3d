import './record-button.css';

export { default as RecordButton } from './RecordButton.vue';
export { default as RecordMark } from './RecordMark.vue';
export { provideRecorder } from './recorder.ts';
