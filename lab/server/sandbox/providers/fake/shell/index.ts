export { runText, ShellExit } from './interpreter.ts';
export { findProgram } from './programs/index.ts';
export { createShell, type Shell } from './shell.ts';
