import type { Clock } from './clock.ts';
import { commandUnits } from './command-lines.ts';
import type { PromptState } from './prompt-state.ts';
import type { RunNews, RunOptions } from './viewer.ts';

/** The exit code of a command that Ctrl+C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;
/** A shell answers a line with a mark at once; one that has not after this time waits for the rest of a command. */
const SILENCE_MS = 2000;

/** What was typed ahead shows behind the prompt within this time. */
const TYPED_AHEAD_MS = 150;
/** Ctrl+C may be lost on a shell that completes a word or begins to read: it is pressed again, so often. */
const PRESS_AGAIN_MS = 700;
const PRESSES = 4;

/** What running a block needs of a terminal. */
export interface RunHost {
  /** The node's name, for sentences. */
  readonly name: string;
  readonly prompt: PromptState;
  readonly clock: Clock;
  open(): Promise<void>;
  lostBecause(): string | undefined;
  /** How often Ctrl+C was asked for. */
  interrupts(): number;
  type(text: string): void;
  /** Whether the program that reads wants pastes to be marked (bracketed paste). */
  marksPastes(): Promise<boolean>;
}

/** Types a block's commands one after another, each at a prompt, as a careful person would. */
export async function runBlock(lines: string, host: RunHost, options: RunOptions): Promise<RunNews> {
  const began = host.clock.now();
  const run = new Run(host, options);
  await host.open();
  const units = commandUnits(lines);
  for (const [index, unit] of units.entries()) {
    await run.unit(unit, index === units.length - 1);
    if (run.stopped) break;
  }
  const ms = host.clock.now() - began;
  const because = run.stopped;
  const failed = because !== undefined || run.exitCode !== 0;
  const exit = because !== undefined && run.exitCode === 0 ? {} : { exitCode: run.exitCode };
  const news: RunNews = {
    state: failed ? 'failed' : 'done',
    ...exit,
    ms,
    ...(because === undefined ? {} : { because }),
  };
  options.onNews?.(news);
  return news;
}

/** What there was before a command was typed. */
interface Moment {
  readonly prompts: number;
  readonly started: number;
  readonly ended: number;
  readonly interrupts: number;
}

class Run {
  readonly #host: RunHost;
  readonly #options: RunOptions;
  #said: string | undefined;
  /** Of the last command that failed, else 0. */
  exitCode = 0;
  /** The shell waits for the rest of a command that this run began. */
  #isWithin = false;
  /** Why the rest is not typed. */
  stopped: string | undefined;

  constructor(host: RunHost, options: RunOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Types one command and waits for its end. */
  async unit(text: string, isLast: boolean): Promise<void> {
    const { prompt } = this.#host;
    if (!this.#isWithin && !(await this.#atPrompt())) return;
    this.#isWithin = false;
    const before = this.#now();
    this.#host.type(await this.#keys(text));
    this.#say('running');
    if (!(await this.#isTaken(before, isLast))) return;
    const isBack = () => prompt.prompts > before.prompts;
    const hasStarted = () => prompt.started > before.started;
    if (!hasStarted() && !isBack()) await this.#until(() => hasStarted() || isBack());
    const isUnwanted = this.#host.interrupts() > before.interrupts;
    // Ctrl+C came before the command did, and may be lost on it.
    if (isUnwanted && hasStarted() && !isBack()) this.#host.type('\x03');
    if (hasStarted()) await this.#until(() => prompt.ended > before.ended || isBack());
    if (this.stopped) return;
    if (prompt.ended > before.ended) this.#note(prompt.lastExit ?? 0);
    else if (isUnwanted) this.#note(INTERRUPTED);
  }

  /** Whether the shell took it for a command, or the whole rest of one; not when it waits for more, which the next unit is. */
  async #isTaken(before: Moment, isLast: boolean): Promise<boolean> {
    const { prompt, name } = this.#host;
    const holds = () =>
      prompt.started > before.started || prompt.prompts > before.prompts || prompt.place === 'continuation';
    const isAnswered = await this.#until(holds, SILENCE_MS);
    if (this.stopped) return false;
    const isOpen = !isAnswered || prompt.place === 'continuation';
    this.#isWithin = isOpen && !isLast;
    if (isOpen && isLast) {
      const because = `The shell of ${name} waits for the rest of the command, as after an open quote. Ctrl+C ends that.`;
      this.#say('waiting', because);
    }
    return !this.#isWithin;
  }

  #now(): Moment {
    const { prompts, started, ended } = this.#host.prompt;
    return { prompts, started, ended, interrupts: this.#host.interrupts() };
  }

  #note(code: number): void {
    if (code !== 0) this.exitCode = code;
    if (code === INTERRUPTED) this.stopped = 'It was ended with Ctrl+C.';
  }

  /** Resolves true at an empty prompt. */
  async #atPrompt(): Promise<boolean> {
    const { prompt, name } = this.#host;
    const reads = () => prompt.place === 'prompt' || prompt.place === 'continuation';
    if (prompt.place === 'unknown') await this.#until(reads, SILENCE_MS);
    while (!this.stopped) {
      if (!reads()) {
        const isUnknown = prompt.place === 'unknown';
        const because = isUnknown
          ? `The shell of ${name} shows no prompt yet.`
          : `A program runs in ${name}'s terminal.`;
        this.#say('waiting', `${because} ${isUnknown ? 'Ctrl+C may help.' : 'It ends with Ctrl+C.'}`);
        await this.#until(reads);
      } else if (!prompt.isEmptyPrompt) {
        return this.#clearLine();
      } else if (
        !prompt.typedAhead ||
        !(await this.#until(() => !(prompt.typedAhead && prompt.isEmptyPrompt), TYPED_AHEAD_MS))
      ) {
        return !this.stopped;
      }
    }
    return false;
  }

  /** Half a line is there, or the rest of a command is missing: Ctrl+C leaves it to be seen and gives a new prompt. */
  async #clearLine(): Promise<boolean> {
    const { prompt } = this.#host;
    const before = prompt.prompts;
    const isNew = () => prompt.prompts > before;
    for (let presses = 0; presses < PRESSES && !this.stopped; presses++) {
      this.#host.type('\x03');
      if (await this.#until(isNew, PRESS_AGAIN_MS)) return true;
    }
    return this.stopped === undefined && this.#until(isNew);
  }

  /** Tabs would ask for completion, and lines within a command would be echoed twice: those go as a paste. */
  async #keys(text: string): Promise<string> {
    const isPlain = !/[\t\n]/.test(text);
    if (isPlain || !(await this.#host.marksPastes())) return `${text.replaceAll('\n', '\r')}\r`;
    return `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~\r`;
  }

  #say(state: 'waiting' | 'running', because?: string): void {
    if (this.#said === (because ?? state)) return;
    this.#said = because ?? state;
    this.#options.onNews?.({ state, ...(because === undefined ? {} : { because }) });
  }

  /** Waits until it holds. False when the time is up, or when the run is stopped: then `stopped` says why. */
  #until(holds: () => boolean, limitMs?: number): Promise<boolean> {
    const { prompt, clock } = this.#host;
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const finish = (result: boolean) => {
        unsubscribe();
        cancelLimit?.();
        signal.removeEventListener('abort', look);
        resolve(result);
      };
      const look = () => {
        if (holds()) return finish(true);
        this.stopped =
          this.#host.lostBecause() ?? (signal.aborted ? 'It was called off before it was done.' : undefined);
        if (this.stopped !== undefined) finish(false);
      };
      const unsubscribe = prompt.subscribe(look);
      const cancelLimit = limitMs === undefined ? undefined : clock.after(limitMs, () => finish(false));
      signal.addEventListener('abort', look);
      look();
    });
  }
}
