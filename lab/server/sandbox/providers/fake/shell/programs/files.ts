import { resolvePath } from '../../file-tree.ts';
import type { Program } from '../../program.ts';
import { letters } from './options.ts';

const ls: Program = async (args, io, session) => {
  const { on, rest } = letters(args);
  const lines: string[] = [];
  let status = 0;
  for (const path of rest.length > 0 ? rest : ['.']) {
    const full = resolvePath(session.cwd, path);
    const isFile = session.files.read(full) !== undefined;
    if (!isFile && !session.files.isFolder(full)) {
      io.err(`ls: cannot access '${path}': No such file or directory\n`);
      status = 2;
      continue;
    }
    const names = isFile ? [path] : session.files.list(full).filter((n) => on.has('a') || !n.startsWith('.'));
    lines.push(...names.map((name) => (on.has('l') ? long(session, isFile ? full : `${full}/${name}`, name) : name)));
  }
  const isColumn = !io.isTty || on.has('l') || on.has('1');
  if (lines.length > 0) await io.out(`${lines.join(isColumn ? '\n' : '  ')}\n`);
  return status;
};

function long(session: Parameters<Program>[2], path: string, name: string): string {
  const bytes = session.files.read(resolvePath('/', path));
  const when = new Date(session.site.clock.now()).toISOString().slice(5, 16).replace('T', ' ');
  return `${bytes ? '-rw-r--r-- 1' : 'drwxr-xr-x 2'} root root ${String(bytes?.length ?? 4096).padStart(6)} ${when} ${name}`;
}

const rm: Program = (args, io, session) => {
  const { on, rest } = letters(args);
  let status = 0;
  for (const path of rest) {
    const full = resolvePath(session.cwd, path);
    const isFolder = session.files.isFolder(full);
    const complain = (why: string) => {
      io.err(`rm: cannot remove '${path}': ${why}\n`);
      status = 1;
    };
    if (isFolder && !on.has('r') && !on.has('R')) complain('Is a directory');
    else if (!session.files.remove(full) && !on.has('f')) complain('No such file or directory');
  }
  return status;
};

const mkdir: Program = (args, _io, session) => {
  for (const path of letters(args).rest) session.files.makeFolder(resolvePath(session.cwd, path));
  return 0;
};

const touch: Program = (args, _io, session) => {
  for (const path of letters(args).rest) {
    const full = resolvePath(session.cwd, path);
    if (!session.files.read(full)) session.files.write(full, new Uint8Array());
  }
  return 0;
};

/** `cp` and `mv` of one file. */
const copy =
  (name: string, keeps: boolean): Program =>
  (args, io, session) => {
    const [from = '', to = ''] = letters(args).rest;
    const source = resolvePath(session.cwd, from);
    const bytes = session.files.read(source);
    if (!bytes) {
      io.err(`${name}: cannot stat '${from}': No such file or directory\n`);
      return 1;
    }
    const target = resolvePath(session.cwd, to);
    session.files.write(session.files.isFolder(target) ? `${target}/${source.split('/').at(-1)}` : target, bytes);
    if (!keeps) session.files.remove(source);
    return 0;
  };

const cd: Program = (args, io, session) => {
  const target = resolvePath(session.cwd, args[0] ?? '~');
  if (!session.files.isFolder(target)) {
    io.err(`bash: cd: ${args[0]}: No such file or directory\n`);
    return 1;
  }
  session.cwd = target;
  return 0;
};

const pwd: Program = async (_args, io, session) => {
  await io.out(`${session.cwd}\n`);
  return 0;
};

/** Programs about files and folders. */
export const FILE_PROGRAMS: Readonly<Record<string, Program>> = {
  ls,
  rm,
  mkdir,
  touch,
  cd,
  pwd,
  cp: copy('cp', true),
  mv: copy('mv', false),
};
