import type { ShellSize, ShellStream } from '../../../provider.ts';
import { HOME } from '../file-tree.ts';
import type { ProgramIo, Session } from '../program.ts';
import { INTERRUPTED } from '../program.ts';
import { until } from '../site.ts';
import { type FindProgram, runText, ShellExit } from './interpreter.ts';
import { Incomplete, SyntaxMistake } from './lexer.ts';
import { createLineEditor, firstKey } from './line-editor.ts';
import { parse } from './parser.ts';
import { createStreams } from './streams.ts';

/** A shell of a node: it lives on when its streams go, and ends with `exit` or with its node. */
export interface Shell {
  /** A stream of its own, which breaks when the signal comes. */
  attach(size: ShellSize, released: AbortSignal): ShellStream;
  /** Its node went away. */
  cut(): void;
}

/** Marks of a shell that tells its terminal where prompts and commands are (OSC 133, as the real nodes' bash sends them). */
const mark = (what: string) => `\x1b]133;${what}\x07`;
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

function promptOf(session: Session): string {
  const folder = session.cwd === HOME ? '~' : session.cwd.replace(/^\/root\//, '~/');
  const text = `\x1b[1;32m${session.machine.name}\x1b[0m \x1b[1;34m${folder}\x1b[0m $ `;
  return `${mark('A')}${text}${mark('B')}`;
}

/** Starts a shell; the first prompt is there for whoever attaches first. */
export function createShell(session: Session, find: FindProgram, onExit: () => void): Shell {
  let typed = '';
  let program: AbortController | undefined;
  let started = '';
  let hasEnded = false;
  let hasPrompt = false;
  let hasRun = false;

  const streams = createStreams({ typed: (bytes) => take(new TextDecoder().decode(bytes)), resized });
  const write = (text: string) => streams.write(text);
  const editor = createLineEditor({ write, columns: () => session.size.cols, history: session.history });
  const isFrozen = () => session.machine.power === 'paused';

  function resized(size: ShellSize): void {
    session.size = size;
    if (!hasPrompt) prompt();
    else if (!program) editor.redraw();
  }

  function prompt(): void {
    hasPrompt = true;
    // An empty line and Ctrl+C at the prompt have no result.
    write(`${hasRun ? mark(`D;${session.lastStatus}`) : ''}${PASTE_ON}`);
    hasRun = false;
    editor.begin(promptOf(session));
  }

  function take(text: string): void {
    if (program && text.includes('\x03')) {
      write('^C');
      typed = text.slice(text.lastIndexOf('\x03') + 1);
      program.abort(new Error('interrupted'));
      return;
    }
    // What is typed while a program runs is shown at once by a terminal, and read when the program is over.
    if (program) write(text.replaceAll('\r', '\r\n'));
    typed += text;
    readKeys();
  }

  function readKeys(): void {
    while (typed !== '' && !program && !hasEnded && !isFrozen()) {
      const key = firstKey(typed);
      typed = typed.slice(key.length);
      const outcome = editor.key(key);
      if (outcome.kind === 'interrupt') giveUpLine();
      else if (outcome.kind === 'endOfInput') end(0);
      else if (outcome.kind === 'line') void takeLine(outcome.text);
    }
  }

  function giveUpLine(): void {
    write('^C\r\n');
    started = '';
    session.lastStatus = INTERRUPTED;
    prompt();
  }

  async function takeLine(line: string): Promise<void> {
    const text = started === '' ? line : `${started}\n${line}`;
    write(`\r\n${PASTE_OFF}\r`);
    if (isUnfinished(text)) {
      started = text;
      editor.begin('> ');
      return;
    }
    started = '';
    if (text.trim() !== '') {
      if (session.history.at(-1) !== text && !text.startsWith(' ')) session.history.push(text);
      await execute(text);
    }
    if (!hasEnded) {
      prompt();
      readKeys();
    }
  }

  async function execute(text: string): Promise<void> {
    write(mark('C'));
    hasRun = true;
    const controller = new AbortController();
    program = controller;
    const io: ProgramIo = {
      stdin: '',
      isTty: true,
      out: show,
      err: (said) => void show(said),
      signal: controller.signal,
    };
    try {
      await runText(text, io, session, find);
      if (controller.signal.aborted) {
        session.lastStatus = INTERRUPTED;
        write('\r\n');
      }
    } catch (error) {
      if (error instanceof ShellExit) end(error.status);
      else show(`bash: the practice shell made a mistake: ${String(error)}\n`);
    } finally {
      program = undefined;
    }
  }

  function show(text: string): void | Promise<void> {
    if (hasEnded) return;
    if (!isFrozen()) return write(text.replaceAll(/\r?\n/g, '\r\n'));
    const { signal } = program ?? new AbortController();
    return until(session.site, () => !isFrozen(), signal).then(() => show(text));
  }

  function end(status: number): void {
    if (hasEnded) return;
    session.lastStatus = status;
    hasEnded = true;
    write(program ? 'exit\r\n' : '\r\nexit\r\n');
    streams.end('ended');
    stopThawing();
    onExit();
  }

  const stopThawing = session.site.onPower(session.machine, (power) => power === 'running' && readKeys());

  return {
    attach: streams.open,
    cut() {
      if (hasEnded) return;
      hasEnded = true;
      program?.abort(new Error('the node is off'));
      streams.end('broken');
      stopThawing();
    },
  };
}

function isUnfinished(text: string): boolean {
  try {
    parse(text);
    return false;
  } catch (error) {
    if (error instanceof Incomplete) return true;
    if (error instanceof SyntaxMistake) return false;
    throw error;
  }
}
