export type { Finding } from './finding.ts';
export { createTextEditor, type Draft, type TextEditor } from './text-editor.ts';
