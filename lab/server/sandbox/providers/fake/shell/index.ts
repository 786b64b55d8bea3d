export { ShellExit } from './interpreter.ts';
export { findProgram } from './programs/index.ts';
export { Shell } from './shell.ts';
