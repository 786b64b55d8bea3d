import { wait } from '../../clock.ts';
import { resolvePath } from '../../file-tree.ts';
import { sleepMs } from '../../model/index.ts';
import type { Program, Session } from '../../program.ts';
import { ShellExit } from '../interpreter.ts';
import { letters } from './options.ts';

const hostname: Program = async (args, io, session) => {
  const wantsAddress = args.some((a) => /^-[iI]$/.test(a) || a === '--ip-address' || a === '--all-ip-addresses');
  await io.out(`${wantsAddress ? session.machine.address : session.machine.name}\n`);
  return 0;
};

const sleep: Program = async (args, io, session) => {
  const ms = sleepMs(args[0]);
  if (ms === undefined) {
    io.err(args[0] === undefined ? 'sleep: missing operand\n' : `sleep: invalid time interval '${args[0]}'\n`);
    return 1;
  }
  // A longer wait is a chain of shorter ones: timers have an end.
  for (let left = ms; left > 0; left -= 60_000) await wait(session.site.clock, Math.min(left, 60_000), io.signal);
  return 0;
};

const exit: Program = (args, _io, session) => {
  throw new ShellExit(args[0] === undefined ? session.lastStatus : Number(args[0]) & 255);
};

const exportNames: Program = async (args, io, session) => {
  for (const arg of args) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg) ?? [];
    if (name !== undefined) session.variables.set(name, value ?? '');
  }
  if (args.length === 0) await env([], io, session);
  return 0;
};

const env: Program = async (_args, io, session) => {
  for (const [name, value] of session.variables) await io.out(`${name}=${value}\n`);
  return 0;
};

const unset: Program = (args, _io, session) => {
  for (const name of args) session.variables.delete(name);
  return 0;
};

const history: Program = async (_args, io, session) => {
  for (const [i, line] of session.history.entries()) await io.out(`${String(i + 1).padStart(5)}  ${line}\n`);
  return 0;
};

const stty: Program = async (args, io, session) => {
  if (args[0] === 'size') await io.out(`${session.size.rows} ${session.size.cols}\n`);
  return 0;
};

/** `[ … ]` and `test …`: strings, numbers and files, with `!`. */
function holds(args: readonly string[], session: Session): boolean {
  const [a = '', b, c = ''] = args;
  if (a === '!') return !holds(args.slice(1), session);
  if (args.length === 1) return a !== '';
  if (args.length === 2) {
    const path = resolvePath(session.cwd, b ?? '');
    const size = session.files.read(path)?.length;
    if (a === '-z') return b === '';
    if (a === '-n') return b !== '';
    if (a === '-f') return size !== undefined;
    if (a === '-s') return (size ?? 0) > 0;
    if (a === '-d') return session.files.isFolder(path);
    if (a === '-e') return size !== undefined || session.files.isFolder(path);
    return false;
  }
  const [x, y] = [Number(a), Number(c)];
  const answers: Readonly<Record<string, boolean>> = {
    '=': a === c,
    '==': a === c,
    '!=': a !== c,
    '-eq': x === y,
    '-ne': x !== y,
    '-lt': x < y,
    '-le': x <= y,
    '-gt': x > y,
    '-ge': x >= y,
  };
  return answers[b ?? ''] ?? false;
}

const test: Program = (args, _io, session) => Number(!holds(args, session));
const bracket: Program = (args, _io, session) =>
  Number(!holds(args.at(-1) === ']' ? args.slice(0, -1) : args, session));

const ping: Program = async (args, io, session) => {
  const { on, rest } = letters(args, 'cWwi');
  const key = rest[0] ?? '';
  const target = session.site.cluster.machines.find((m) => m.name === key || m.address === key);
  if (!target) {
    io.err(`ping: ${key}: Name or service not known\n`);
    return 2;
  }
  const count = Number(on.get('c') ?? Number.POSITIVE_INFINITY);
  const answers = () => target.power === 'running';
  await io.out(`PING ${key} (${target.address}) 56(84) bytes of data.\n`);
  for (let n = 1; n <= count; n++) {
    if (answers()) await io.out(`64 bytes from ${target.address}: icmp_seq=${n} ttl=64 time=0.08 ms\n`);
    if (n < count) await wait(session.site.clock, 1000, io.signal);
  }
  return answers() ? 0 : 1;
};

const say =
  (text: (session: Session) => string): Program =>
  async (_args, io, session) => {
    await io.out(text(session));
    return 0;
  };

/** Programs about the machine and the shell itself. */
export const SYSTEM_PROGRAMS: Readonly<Record<string, Program>> = {
  hostname,
  sleep,
  exit,
  export: exportNames,
  env,
  unset,
  history,
  stty,
  test,
  '[': bracket,
  ping,
  true: () => 0,
  ':': () => 0,
  false: () => 1,
  clear: say(() => '\x1b[H\x1b[2J\x1b[3J'),
  whoami: say(() => 'root\n'),
  id: async (args, io) => {
    await io.out(args[0] === '-u' ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n');
    return 0;
  },
  uname: say((session) => `Linux ${session.machine.name}\n`),
  date: say((session) => `${new Date(session.site.clock.now()).toUTCString()}\n`),
};
