import './terminal.css';

export { default as TerminalPanes } from './TerminalPanes.vue';
export type { TerminalLink, TerminalListener } from './terminal-link.ts';
