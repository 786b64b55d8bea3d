import { resolvePath } from '../../file-tree.ts';
import type { ProgramIo, Session } from '../../program.ts';

/**
 * Splits options like `-n 3`, `-n3` and `-rv` from the rest; `withValue` names the letters that take one.
 * `stops`: what begins at the first word is not its own.
 */
export function letters(
  args: readonly string[],
  withValue = '',
  stops = false,
): { on: Map<string, string>; rest: string[] } {
  const on = new Map<string, string>();
  const rest: string[] = [];
  const todo = [...args];
  for (let arg = todo.shift(); arg !== undefined; arg = todo.shift()) {
    if (arg === '--') return { on, rest: [...rest, ...todo] };
    if (!/^-[^-]/.test(arg)) {
      rest.push(arg);
      if (stops) rest.push(...todo.splice(0));
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i] ?? '';
      if (!withValue.includes(letter)) on.set(letter, '');
      else {
        on.set(letter, arg.slice(i + 1) || (todo.shift() ?? ''));
        break;
      }
    }
  }
  return { on, rest };
}

/** What a filter reads: the files it is given, else its input; undefined when a file is not there. */
export function readInput(name: string, paths: readonly string[], io: ProgramIo, session: Session): string | undefined {
  if (paths.length === 0) return io.stdin;
  let text = '';
  for (const path of paths) {
    const bytes =
      path === '-' ? new TextEncoder().encode(io.stdin) : session.files.read(resolvePath(session.cwd, path));
    if (!bytes) {
      const isFolder = session.files.isFolder(resolvePath(session.cwd, path));
      io.err(`${name}: ${path}: ${isFolder ? 'Is a directory' : 'No such file or directory'}\n`);
      return undefined;
    }
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

/** `\\n` and the like as the characters they stand for. */
export const unescaped = (text: string) =>
  text.replace(/\\(n|t|r|e|a|\\|0?33|x1b)/g, (_, c: string) =>
    c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c === 'a' ? '\x07' : c === '\\' ? '\\' : '\x1b',
  );
