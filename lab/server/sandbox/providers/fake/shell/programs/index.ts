import { wait } from '../../clock.ts';
import { dockerProgram } from '../../docker-cli/index.ts';
import type { Program } from '../../program.ts';
import { runText, ShellExit } from '../interpreter.ts';
import { FILE_PROGRAMS } from './files.ts';
import { FILTER_PROGRAMS } from './filters.ts';
import { letters } from './options.ts';
import { OUTPUT_PROGRAMS } from './output.ts';
import { SYSTEM_PROGRAMS } from './system.ts';

/** `sh -c 'text' name args…`, and `sh` with a script as its input. */
const sh: Program = async (args, io, session) => {
  const at = args.findIndex((a) => /^-[a-z]*c[a-z]*$/.test(a));
  const text = at < 0 ? io.stdin : (args[at + 1] ?? '');
  const inner = {
    ...session,
    variables: new Map(session.variables),
    history: [],
    arguments: at < 0 ? [] : args.slice(at + 3),
    lastStatus: 0,
  };
  try {
    return await runText(text, io, inner, findProgram);
  } catch (error) {
    if (error instanceof ShellExit) return error.status;
    throw error;
  }
};

/** The rest of the command line as a program of its own: `sudo docker ps`, `time docker node ls`. */
const passOn: Program = (args, io, session) => {
  const [name = '', ...rest] = args;
  const program = findProgram(name);
  if (program) return program(rest, io, session);
  io.err(`${name}: command not found\n`);
  return 127;
};

const which: Program = async (args, io) => {
  const found = args.filter((a) => !a.startsWith('-') && findProgram(a));
  for (const name of found) await io.out(`/usr/bin/${name}\n`);
  return found.length > 0 ? 0 : 1;
};

const xargs: Program = (args, io, session) => {
  const given = io.stdin.split(/\s+/).filter(Boolean);
  const options = args.findIndex((a) => !a.startsWith('-'));
  const command = options < 0 ? ['echo'] : args.slice(options);
  return given.length === 0 && args.includes('-r') ? 0 : passOn([...command, ...given], { ...io, stdin: '' }, session);
};

/** `watch docker service ps web`: the same again and again, until Ctrl+C. */
const watch: Program = async (args, io, session) => {
  const { on, rest } = letters(args, 'n', true);
  const seconds = Math.max(0.1, Number(on.get('n') ?? 2));
  const [name = ''] = rest;
  while (!io.signal.aborted) {
    await io.out(`\x1b[H\x1b[2JEvery ${seconds.toFixed(1)}s: ${rest.join(' ')}\n\n`);
    if (rest.length === 1) await runText(name, { ...io, isTty: false }, session, findProgram);
    else await passOn(rest, { ...io, isTty: false }, session);
    await wait(session.site.clock, seconds * 1000, io.signal);
  }
  return 0;
};

/** `type docker`, `command -v docker` */
const type: Program = async (args, io) => {
  const known = args.filter((name) => findProgram(name));
  for (const name of known) await io.out(`${name} is /usr/bin/${name}\n`);
  for (const name of args) if (!known.includes(name)) io.err(`bash: type: ${name}: not found\n`);
  return known.length === args.length ? 0 : 1;
};

const PROGRAMS: Readonly<Record<string, Program>> = {
  ...OUTPUT_PROGRAMS,
  ...FILTER_PROGRAMS,
  ...FILE_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  docker: dockerProgram,
  sh,
  bash: sh,
  sudo: passOn,
  time: passOn,
  ll: (args, io, session) => passOn(['ls', '-la', ...args], io, session),
  command: (args, io, session) => (args[0] === '-v' ? which(args.slice(1), io, session) : passOn(args, io, session)),
  which,
  type,
  watch,
  xargs,
};

/** The program of a name or of a path like `/bin/sh`. */
export function findProgram(name: string): Program | undefined {
  const word = /^\/(?:usr\/)?s?bin\/(.+)$/.exec(name)?.[1] ?? name;
  return Object.hasOwn(PROGRAMS, word) ? PROGRAMS[word] : undefined;
}
