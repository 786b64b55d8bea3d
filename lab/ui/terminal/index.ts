import './terminal.css';
import './panes.css';
import './viewers.css';

export type { KeyboardLink, TerminalPresence } from './keyboard-link.ts';
export { default as TerminalPanes } from './TerminalPanes.vue';
export type { ShellListener, TerminalLink, TerminalListener } from './terminal-link.ts';
