import { resolvePath } from '../file-tree.ts';
import { INTERRUPTED, type Program, type ProgramIo, type Session } from '../program.ts';
import { expandText, expandWords, type Substitute } from './expand.ts';
import type { Word } from './lexer.ts';
import { Incomplete, SyntaxMistake } from './lexer.ts';
import { type Command, type Pipeline, parse, type Redirect, type Script } from './parser.ts';

/** `exit`: the shell itself ends. */
export class ShellExit extends Error {
  override name = 'ShellExit';
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** What a shell needs beside its session: the programs it finds. */
export type FindProgram = (name: string) => Program | undefined;

/** Rounds of a loop between two pauses: a loop that does nothing else must still let the lab go on. */
const ROUNDS_IN_ONE_BREATH = 50;
const breathe = (round: number) =>
  round % ROUNDS_IN_ONE_BREATH === 0 ? new Promise<void>((resolve) => setImmediate(resolve)) : undefined;

/** Runs a text; gives the status of its last command. `exit` passes through as ShellExit. */
export async function runText(text: string, io: ProgramIo, session: Session, find: FindProgram): Promise<number> {
  let script: Script;
  try {
    script = parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxMistake) && !(error instanceof Incomplete)) throw error;
    const why = error instanceof Incomplete ? 'syntax error: unexpected end of file' : error.message;
    io.err(`bash: ${why}\n`);
    session.lastStatus = 2;
    return 2;
  }
  return runScript(script, io, { session, find });
}

interface Running {
  readonly session: Session;
  readonly find: FindProgram;
}

async function runScript(script: Script, io: ProgramIo, run: Running): Promise<number> {
  let status = 0;
  for (const pipeline of script) {
    if (io.signal.aborted) return INTERRUPTED;
    if (pipeline.after === '&&' && run.session.lastStatus !== 0) continue;
    if (pipeline.after === '||' && run.session.lastStatus === 0) continue;
    status = await runPipeline(pipeline, io, run);
    run.session.lastStatus = status;
  }
  return status;
}

/** One command after the other, each with all of what the one before it printed. */
async function runPipeline(pipeline: Pipeline, io: ProgramIo, run: Running): Promise<number> {
  let { stdin } = io;
  let status = 0;
  for (const [i, command] of pipeline.commands.entries()) {
    const isLast = i === pipeline.commands.length - 1;
    let printed = '';
    const out = (text: string) => {
      printed += text;
    };
    const pipe: ProgramIo = { ...io, stdin, ...(isLast ? {} : { out, isTty: false }) };
    status = await runCommand(command, pipe, run);
    stdin = printed;
  }
  return pipeline.negated ? Number(status === 0) : status;
}

function substituteWith(io: ProgramIo, run: Running): Substitute {
  return async (script) => {
    let printed = '';
    const out = (text: string) => {
      printed += text;
    };
    const session = innerSession(run.session);
    await runInner(() => runText(script, { ...io, out, isTty: false }, session, run.find));
    return printed;
  };
}

/** A shell within the shell: it sees everything and changes nothing. */
function innerSession(session: Session): Session {
  return { ...session, variables: new Map(session.variables) };
}

/** `exit` in a shell of its own ends only that one. */
async function runInner(body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ShellExit) return error.status;
    throw error;
  }
}

async function runCommand(command: Command, io: ProgramIo, run: Running): Promise<number> {
  const redirected = await redirect(command.redirects, io, run);
  if (!redirected) return 1;
  const status = await runBody(command, redirected.io, run);
  redirected.save();
  return status;
}

async function runBody(command: Command, io: ProgramIo, run: Running): Promise<number> {
  const { session } = run;
  if (command.kind === 'simple') return runSimple(command.words, io, run);
  if (command.kind === 'group') {
    if (!command.isInner) return runScript(command.body, io, run);
    return runInner(() => runScript(command.body, io, { ...run, session: innerSession(session) }));
  }
  if (command.kind === 'if') {
    for (const { test, body } of command.branches) {
      if ((await runScript(test, io, run)) === 0) return runScript(body, io, run);
    }
    return command.otherwise ? runScript(command.otherwise, io, run) : 0;
  }
  let status = 0;
  let round = 0;
  if (command.kind === 'for') {
    for (const value of await expandWords(command.words, session, substituteWith(io, run))) {
      if (io.signal.aborted) return INTERRUPTED;
      session.variables.set(command.name, value);
      status = await runScript(command.body, io, run);
      await breathe(++round);
    }
    return status;
  }
  while (!io.signal.aborted && ((await runScript(command.test, io, run)) === 0) !== command.until) {
    status = await runScript(command.body, io, run);
    await breathe(++round);
  }
  return io.signal.aborted ? INTERRUPTED : status;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** `NAME=value` in front of a command. */
function assignmentOf(word: Word): { name: string; value: Word } | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (!match) return undefined;
  return { name: match[1] ?? '', value: [{ kind: 'text', text: match[2] ?? '', quoted: false }, ...rest] };
}

async function runSimple(words: readonly Word[], io: ProgramIo, run: Running): Promise<number> {
  const { session } = run;
  const substitute = substituteWith(io, run);
  let start = 0;
  for (let found = assignmentOf(words[0] ?? []); found; found = assignmentOf(words[start] ?? [])) {
    session.variables.set(found.name, await expandText(found.value, session, substitute));
    start += 1;
  }
  const [name, ...args] = await expandWords(words.slice(start), session, substitute);
  if (name === undefined) return 0;
  const program = run.find(name);
  if (!program) {
    io.err(name.includes('/') ? `bash: ${name}: No such file or directory\n` : `bash: ${name}: command not found\n`);
    return 127;
  }
  try {
    return await program(args, io, session);
  } catch (error) {
    if (io.signal.aborted && !(error instanceof ShellExit)) return INTERRUPTED;
    throw error;
  }
}

/** Input and output as the redirects say; `save` writes what was caught. */
async function redirect(
  redirects: readonly Redirect[],
  io: ProgramIo,
  run: Running,
): Promise<{ io: ProgramIo; save(): void } | undefined> {
  const { files, cwd } = run.session;
  const caught: { path: string; text: string; append: boolean }[] = [];
  let current = io;
  for (const { kind, target } of redirects) {
    const text = await expandText(target, run.session, substituteWith(io, run));
    const path = resolvePath(cwd, text);
    if (kind === '<<') current = { ...current, stdin: text };
    else if (kind === '<') {
      const bytes = files.read(path);
      if (!bytes) {
        io.err(`bash: ${text}: No such file or directory\n`);
        return undefined;
      }
      current = { ...current, stdin: new TextDecoder().decode(bytes) };
    } else if (kind === '2>&1') {
      const { out } = current;
      current = { ...current, err: (said) => void out(said) };
    } else {
      if (files.isFolder(path)) {
        io.err(`bash: ${text}: Is a directory\n`);
        return undefined;
      }
      current = { ...current, ...catchOutput(kind, path, caught) };
    }
  }
  const save = () => {
    for (const { path, text, append } of caught) {
      if (path === '/dev/null') continue;
      const before = append ? new TextDecoder().decode(files.read(path) ?? new Uint8Array()) : '';
      files.write(path, new TextEncoder().encode(before + text));
    }
  };
  return { io: current, save };
}

function catchOutput(
  kind: Redirect['kind'],
  path: string,
  caught: { path: string; text: string; append: boolean }[],
): Partial<ProgramIo> {
  const file = { path, text: '', append: kind === '>>' || kind === '2>>' };
  caught.push(file);
  const write = (text: string) => {
    file.text += text;
  };
  if (kind === '2>' || kind === '2>>') return { err: write };
  return kind === '&>' ? { out: write, err: write, isTty: false } : { out: write, isTty: false };
}
