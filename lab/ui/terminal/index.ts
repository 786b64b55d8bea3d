import './terminal.css';
import './panes.css';

export { default as TerminalPanes } from './TerminalPanes.vue';
export type { ShellListener, TerminalLink, TerminalListener } from './terminal-link.ts';
