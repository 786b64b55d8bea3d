import type { Logger as Log } from 'pino';
import type { Check } from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { look, needsLook } from './judge.ts';

/** How often files and tokens are read: while their check is not met, once it is, and while nobody looks. */
const LOOK_EVERY_MS = 1000;
const LOOK_AGAIN_MS = 3000;
const LOOK_UNSEEN_MS = 5000;
/** The first verdicts wait so long for what has to be read. */
const FIRST_LIMIT_MS = 300;

export interface LooksOptions {
  readonly checks: readonly Check[];
  readonly sandbox: Sandbox;
  readonly watch: ClusterWatch;
  readonly log: Log;
  readonly signal: AbortSignal;
  isWanted(index: number): boolean;
  isMet(index: number): boolean;
  /** Something new was read. */
  onSeen(): void;
}

/** What checks read from nodes themselves, read again and again for as long as the step is open. */
export class Looks {
  /** The newest, by the place of the check. */
  readonly evidence: (object | undefined)[];
  isReady = false;
  readonly #o: LooksOptions;
  readonly #places: readonly number[];
  readonly #running = new Map<number, Promise<void>>();

  constructor(options: LooksOptions) {
    this.#o = options;
    this.evidence = options.checks.map(() => undefined);
    this.#places = [...options.checks.keys()].filter((i) => options.checks[i] && needsLook(options.checks[i]));
  }

  /** Begins; resolves when everything was read once, or when that takes too long. */
  async first(): Promise<void> {
    const { signal } = this.#o;
    const round = this.#round();
    void this.#goOn(round);
    await Promise.race([round, pause(FIRST_LIMIT_MS, signal)]);
    this.isReady = true;
  }

  /** Reads for one check now. */
  async again(index: number): Promise<void> {
    if (this.#places.includes(index)) await this.#look(index);
  }

  async #goOn(first: Promise<void>): Promise<void> {
    if (this.#places.length === 0) return;
    await first;
    const { signal, watch, isMet } = this.#o;
    while (!signal.aborted) {
      const isAllMet = this.#places.every((index) => isMet(index));
      const waitMs = watch.isLooking ? (isAllMet ? LOOK_AGAIN_MS : LOOK_EVERY_MS) : LOOK_UNSEEN_MS;
      await pause(waitMs, signal);
      if (!signal.aborted) await this.#round();
    }
  }

  async #round(): Promise<void> {
    await Promise.all(this.#places.filter((index) => this.#o.isWanted(index)).map((index) => this.#look(index)));
    if (!this.#o.signal.aborted) this.#o.onSeen();
  }

  /** Never twice at once for one check. */
  #look(index: number): Promise<void> {
    const running = this.#running.get(index) ?? this.#read(index).finally(() => this.#running.delete(index));
    this.#running.set(index, running);
    return running;
  }

  async #read(index: number): Promise<void> {
    const { checks, sandbox, watch, signal, log } = this.#o;
    const check = checks[index];
    if (!check) return;
    try {
      this.evidence[index] = await look(check, { sandbox, snapshot: watch.snapshot, signal }, this.evidence[index]);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, check }, 'a check could not read what it needs');
      this.evidence[index] = { trouble: 'What this check needs could not be read from the node.' };
    }
  }
}

/** Resolves after so many ms, or at the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}
