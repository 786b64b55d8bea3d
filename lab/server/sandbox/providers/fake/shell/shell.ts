import type { ShellSize, ShellStream } from '../../../provider.ts';
import { HOME } from '../file-tree.ts';
import { INTERRUPTED, type ProgramIo, type Session } from '../program.ts';
import { until } from '../site.ts';
import { type FindProgram, runText, ShellExit } from './interpreter.ts';
import { Incomplete, SyntaxMistake } from './lexer.ts';
import { firstKey, LineEditor } from './line-editor.ts';
import { ShellOutput } from './output.ts';
import { parse } from './parser.ts';

/** Marks of a shell that tells its terminal where prompts and commands are (OSC 133, as the real nodes' bash sends them). */
const mark = (what: string) => `\x1b]133;${what}\x07`;
/** The line that runs, with the name of the machine (OSC 633;E). A line that begins with a space is private. */
function lineMark(text: string, machine: string): string {
  if (text.startsWith(' ')) return '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  const safe = text.replace(/[\\;\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `\x1b]633;E;${safe};${machine}\x07`;
}
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

function promptOf(session: Session): string {
  const folder = session.cwd === HOME ? '~' : session.cwd.replace(/^\/root\//, '~/');
  return `${mark('A')}\x1b[1;32m${session.machine.name}\x1b[0m \x1b[1;34m${folder}\x1b[0m $ ${mark('B')}`;
}

/** A shell of a node: it lives on when its streams go, and ends with `exit` or with its node. */
export class Shell {
  readonly #session: Session;
  readonly #find: FindProgram;
  readonly #onExit: () => void;
  readonly #output: ShellOutput;
  readonly #editor: LineEditor;
  readonly #stopThawing: () => void;
  /** Keys that wait for a prompt. */
  #typed = '';
  /** Lines of a command that is not whole yet. */
  #begun = '';
  #running: AbortController | undefined;
  #hasEnded = false;
  #hasPrompt = false;
  #hasRun = false;
  #isLineStart = true;

  constructor(session: Session, find: FindProgram, onExit: () => void) {
    this.#session = session;
    this.#find = find;
    this.#onExit = onExit;
    this.#output = new ShellOutput({
      typed: (text) => this.#take(text),
      resized: (size) => this.#resized(size),
    });
    this.#editor = new LineEditor({
      write: (text) => void this.#output.write(text),
      history: session.history,
      get columns() {
        return session.size.cols;
      },
    });
    this.#stopThawing = session.site.onPower(session.machine, (power) => {
      if (power === 'running') this.#readKeys();
    });
  }

  /** A stream of its own, which breaks when the signal comes. The first one brings the first prompt. */
  attach(size: ShellSize, released: AbortSignal): ShellStream {
    return this.#output.open(size, released);
  }

  /** Its node went away. */
  cut(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#running?.abort(new Error('the node is off'));
    this.#output.end('broken');
    this.#stopThawing();
  }

  /** Its terminal is closed for good. Whether that ended it: without being sure it goes on while a program runs in it. */
  hangUp(isSure: boolean): boolean {
    if (this.#running && !isSure) return false;
    this.#running?.abort(new Error('the shell was closed'));
    this.#end(0);
    return true;
  }

  get #isFrozen(): boolean {
    return this.#session.machine.power === 'paused';
  }

  #resized(size: ShellSize): void {
    this.#session.size = size;
    if (!this.#hasPrompt) this.#prompt();
    else if (!this.#running && !this.#isFrozen) this.#editor.redraw();
  }

  #prompt(): void {
    this.#hasPrompt = true;
    // An empty line and Ctrl+C at the prompt have no result.
    const result = this.#hasRun ? mark(`D;${this.#session.lastStatus}`) : '';
    this.#hasRun = false;
    this.#output.write(result + PASTE_ON);
    this.#editor.begin(promptOf(this.#session));
  }

  #take(text: string): void {
    if (this.#running && text.includes('\x03')) {
      this.#output.write('^C');
      this.#isLineStart = false;
      this.#typed = text.slice(text.lastIndexOf('\x03') + 1);
      this.#running.abort(new Error('interrupted'));
      return;
    }
    // What is typed while a program runs is shown at once by a terminal, and read when the program is over.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys like arrows are not shown
    if (this.#running) this.#output.write(text.replace(/\x1b\[?[0-9;]*./g, '').replaceAll('\r', '\r\n'));
    this.#typed += text;
    this.#readKeys();
  }

  #readKeys(): void {
    while (this.#typed !== '' && !this.#running && !this.#hasEnded && !this.#isFrozen) {
      const key = firstKey(this.#typed);
      this.#typed = this.#typed.slice(key.length);
      const outcome = this.#editor.key(key);
      if (outcome.kind === 'interrupt') this.#giveUpLine();
      else if (outcome.kind === 'endOfInput') this.#end(0);
      else if (outcome.kind === 'line') this.#takeLine(outcome.text);
    }
  }

  #giveUpLine(): void {
    this.#output.write('^C\r\n');
    this.#begun = '';
    this.#session.lastStatus = INTERRUPTED;
    this.#prompt();
  }

  #takeLine(line: string): void {
    const text = this.#begun === '' ? line : `${this.#begun}\n${line}`;
    this.#output.write(`\r\n${PASTE_OFF}\r`);
    this.#begun = '';
    if (isUnfinished(text)) {
      this.#begun = text;
      this.#editor.begin('> ');
    } else if (text.trim() === '') this.#prompt();
    else {
      const { history } = this.#session;
      if (history.at(-1) !== text && !text.startsWith(' ')) history.push(text);
      void this.#execute(text);
    }
  }

  async #execute(text: string): Promise<void> {
    const controller = new AbortController();
    this.#running = controller;
    this.#hasRun = true;
    this.#isLineStart = true;
    this.#output.write(mark('C') + lineMark(text, this.#session.machine.name));
    const err = (said: string) => void this.#show(said);
    const io: ProgramIo = { stdin: '', isTty: true, out: (said) => this.#show(said), err, signal: controller.signal };
    try {
      await runText(text, io, this.#session, this.#find);
      if (controller.signal.aborted) this.#session.lastStatus = INTERRUPTED;
    } catch (error) {
      if (error instanceof ShellExit) this.#end(error.status);
      else this.#show(`bash: the practice shell made a mistake: ${String(error)}\n`);
    }
    this.#running = undefined;
    if (this.#hasEnded) return;
    if (controller.signal.aborted && !this.#isLineStart) this.#output.write('\r\n');
    this.#prompt();
    this.#readKeys();
  }

  #show(text: string): void | Promise<void> {
    if (this.#hasEnded || text === '') return;
    if (this.#isFrozen) {
      const { signal } = this.#running ?? new AbortController();
      // Words of a program that was ended meanwhile are nobody's any more.
      const thawed = until(this.#session.site, () => !this.#isFrozen, signal);
      return thawed.then(
        () => this.#show(text),
        () => undefined,
      );
    }
    this.#isLineStart = text.endsWith('\n');
    return this.#output.write(text.replaceAll(/\r?\n/g, '\r\n'));
  }

  #end(status: number): void {
    if (this.#hasEnded) return;
    this.#session.lastStatus = status;
    this.#hasEnded = true;
    this.#output.write(this.#running ? 'exit\r\n' : '\r\nexit\r\n');
    this.#output.end('ended');
    this.#stopThawing();
    this.#onExit();
  }
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
