import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import { toProblem } from '../../contract/index.ts';
import type { CloudInstance, SandboxNode } from '../sandbox/index.ts';

const IN_MACHINE = readFileSync(join(import.meta.dirname, 'in-machine.sh'), 'utf8');
const LIMIT_MS = 90_000;
/** What is set in a machine that runs takes a second or two; on a machine that does not answer it is tried again. */
const SETTLE_LIMIT_MS = 15_000;
const SETTLE_TRIES = 4;

/** What a machine has to be. */
export interface Wanted {
  readonly instance: CloudInstance;
  readonly staticAddress: string;
}

interface RentedMachineOptions {
  readonly node: SandboxNode;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The machine has become what the account asked for by a state; with why, when it could not. */
  arrived(asked: CloudInstance['state'], failure?: string): Promise<void>;
}

/** One machine of the account in the sandbox: it follows what the account says, one thing after another, the newest last. */
export class RentedMachine {
  readonly #o: RentedMachineOptions;
  #wanted: Wanted | undefined;
  /** What was made true last; another boot needs all of it again. */
  #done = '';
  #isAtWork = false;

  constructor(options: RentedMachineOptions) {
    this.#o = options;
    const unfollow = options.node.onPower((power) => {
      this.#done = '';
      if (power === 'running') this.#work();
    });
    options.signal.addEventListener('abort', unfollow, { once: true });
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#work();
  }

  #work(): void {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    void this.#follow().finally(() => {
      this.#isAtWork = false;
    });
  }

  async #follow(): Promise<void> {
    const { signal, log, node } = this.#o;
    for (let made: Wanted | undefined; made !== this.#wanted && !signal.aborted; ) {
      made = this.#wanted;
      if (!made) return;
      try {
        await this.#make(made);
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error, node: node.name }, 'a rented machine could not be made what the account says');
        if (made.instance.state === 'pending') await this.#o.arrived(made.instance.state, toProblem(error).detail);
      }
    }
  }

  async #make(wanted: Wanted): Promise<void> {
    const { node, signal } = this.#o;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const { state } = wanted.instance;
    if (state === 'shutting-down' || state === 'terminated') {
      // A terminated instance of the past says nothing of a machine that is there: it has none.
      if (node.power !== 'spare') await node.giveBack(limited);
      if (state === 'shutting-down') await this.#o.arrived(state);
      return;
    }
    if (state === 'stopping' || state === 'stopped') {
      if (node.power === 'running' || node.power === 'paused') await node.fault('stop', limited);
      if (state === 'stopping') await this.#o.arrived(state);
      return;
    }
    if (state === 'pending' && node.power !== 'running') await node.fault('start', limited);
    if (node.power === 'running') await this.#settleAtLast(wanted, limited);
    if (state === 'pending') await this.#o.arrived(state);
  }

  async #settleAtLast(wanted: Wanted, signal: AbortSignal): Promise<void> {
    for (let left = SETTLE_TRIES; ; left--) {
      try {
        return await this.#settle(wanted, AbortSignal.any([signal, AbortSignal.timeout(SETTLE_LIMIT_MS)]));
      } catch (error) {
        signal.throwIfAborted();
        if (left === 1) throw error;
        this.#o.log.warn({ err: error, node: this.#o.node.name }, 'a rented machine is set again');
      }
    }
  }

  /** Its groups, static address, key and first script. */
  async #settle({ instance, staticAddress }: Wanted, signal: AbortSignal): Promise<void> {
    const { node } = this.#o;
    const { id, publicKey, opens, userData } = instance;
    const rules = opens.map(({ protocol, from, to }) => `${protocol}:${from}:${to}`);
    const told = [node.publicAddress ?? '', id, publicKey, staticAddress, ...rules];
    const words = JSON.stringify([told, userData]);
    if (words === this.#done) return;
    const { exitCode, stderr } = await node.run(
      ['bash', '-c', IN_MACHINE, 'bash', ...told],
      signal,
      userData || undefined,
    );
    if (exitCode !== 0) throw new Error(`in ${node.name}: ${stderr.trim()}`);
    this.#done = words;
  }
}
