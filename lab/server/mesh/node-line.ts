import type { SandboxNode, ShellStream } from '../sandbox/index.ts';

/** How long the other end waits for the next program before it ends, in seconds: longer than a learner thinks. */
const IDLE_S = 900;
const OPEN_LIMIT_MS = 10_000;
const ANSWER_LIMIT_MS = 5000;
/** More than this is nothing that rules say. */
const MAX_SAID = 64 * 1024;
/** Wide, so that the line that is typed is not broken. */
const SIZE = { cols: 500, rows: 24 };

/** Stands for the ends of lines of a program, which is sent as one. */
const LINE_END = '\x01';

/**
 * What the shell is told to become: it reads a number and a program, a line each, runs it, and says that it did. The sum is
 * in it because the terminal shows what is typed, and that must not be taken for the answer.
 */
const LOOP = ` stty raw -echo; exec bash -c 'echo ready-$((40 + 2)); while read -r -t ${IDLE_S} turn program; do eval "\${program//$1/$2}" < /dev/null; echo "said-$turn"; done' - $'\\x01' $'\\n'\r`;

export interface NodeLineOptions {
  readonly node: SandboxNode;
  /** The shell's name: a new one for each line, as the other end of an older one may still wait. */
  readonly name: string;
  /** Run first. */
  readonly prelude: string;
  readonly signal: AbortSignal;
}

/**
 * A line into a node for programs that come one after another: a tenth of the cost of a run through the engine, which
 * makes a process in the container from outside each time. It goes by itself when it is not used.
 */
export class NodeLine {
  readonly #stream: ShellStream;
  readonly #ending: AbortSignal;
  #said = '';
  #turn = 0;
  #isEnded = false;
  #heard = (): void => {};
  readonly #end = (): void => this.close();

  private constructor(options: NodeLineOptions, stream: ShellStream) {
    this.#stream = stream;
    this.#ending = options.signal;
    this.#ending.addEventListener('abort', this.#end, { once: true });
    stream.onEnd(this.#end);
    stream.onData((bytes) => {
      this.#said += Buffer.from(bytes).toString('latin1');
      if (this.#said.length > MAX_SAID) this.close();
      this.#heard();
    });
  }

  static async open(options: NodeLineOptions): Promise<NodeLine> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(OPEN_LIMIT_MS)]);
    const line = new NodeLine(options, await options.node.openShell(options.name, SIZE, signal));
    try {
      line.#stream.write(Buffer.from(LOOP));
      await line.#until('ready-42\n');
      await line.run(options.prelude);
      return line;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return !this.#isEnded;
  }

  /** Runs a program at the other end and gives what it said. One at a time. */
  async run(program: string): Promise<string> {
    const turn = ++this.#turn;
    this.#said = '';
    this.#stream.write(Buffer.from(`${turn} ${program.replaceAll('\n', LINE_END)}\n`));
    return this.#until(`said-${turn}\n`);
  }

  close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#ending.removeEventListener('abort', this.#end);
    // Whoever waits at the other end goes at once, not when its time is up.
    this.#stream.write(Buffer.from('0 exit\n'));
    this.#stream.close();
    this.#heard();
  }

  #until(end: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#heard = () => {};
        finish();
      };
      const timer = setTimeout(() => {
        this.close();
        settle(() => reject(new Error('the line did not answer in time')));
      }, ANSWER_LIMIT_MS);
      this.#heard = () => {
        const at = this.#said.indexOf(end);
        if (at >= 0) settle(() => resolve(this.#said.slice(0, at)));
        else if (this.#isEnded) settle(() => reject(new Error('the line ended')));
      };
      this.#heard();
    });
  }
}
