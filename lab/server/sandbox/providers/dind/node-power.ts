import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Logger as Log } from 'pino';
import { type FaultAction, LabError, type NodePower as Power } from '../../../../contract/index.ts';
import { type OuterEngine, sentenceOf, statusOf } from './outer-engine.ts';
import { withSignal } from './with-signal.ts';

const PING_EVERY_MS = 10;
/** An engine that has not answered by then will not; a cold start takes one to three seconds. */
const BOOT_LIMIT_MS = 60_000;
/** What a stopped engine gets to stop its own containers before it is killed. */
const STOP_GRACE_SECONDS = 3;
const LOST_AFTER_MS = 1000;
const ALREADY_SO = 304;

/** What the power of a node is read from and done with. */
export interface NodePowerOptions {
  readonly node: string;
  readonly outer: OuterEngine;
  readonly container: Docker.Container;
  readonly log: Log;
  /** What is known at the beginning. */
  readonly power: Power;
  /** Resolves when the node's own engine answers. */
  ping(signal: AbortSignal): Promise<void>;
  /** Makes the container anew, not started; absent for a node that is there for good. */
  readonly remake?: (() => Promise<void>) | undefined;
}

/** Whether a node is on, and the switch for it. The outer engine's word is asked for after every hint of a change. */
export class NodePower {
  readonly #o: NodePowerOptions;
  readonly #listeners = new Set<(power: Power) => void>();
  readonly #released = new AbortController();
  #power: Power;
  #stopping = false;
  /** While its container is made anew there may be none. */
  #remaking = false;
  #faults: Promise<unknown> = Promise.resolve();
  #looks: Promise<void> = Promise.resolve();

  constructor(options: NodePowerOptions) {
    this.#o = options;
    this.#power = options.power;
  }

  get power(): Power {
    return this.#power;
  }

  /** Whether programs can run in it; false already while it is being stopped. */
  get isOn(): boolean {
    return (this.#power === 'running' || this.#power === 'starting') && !this.#stopping;
  }

  /** Ends with the last interest in the node. */
  get released(): AbortSignal {
    return this.#released.signal;
  }

  onPower(listener: (power: Power) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  mustBeOn(): void {
    if (!this.isOn) throw new LabError('nodeDown', this.whyDown());
  }

  whyDown(): string {
    const { node } = this.#o;
    if (this.#stopping) return `${node} is being stopped.`;
    switch (this.#power) {
      case 'spare':
        return `${node} is not created yet. Create it to go on.`;
      case 'stopped':
        return `${node} is stopped. Start it to go on.`;
      case 'paused':
        return `${node} is paused. Resume it to go on.`;
      case 'failed':
        return `${node} is gone: the Docker engine that runs it does not answer, or no longer has it.`;
      case 'starting':
        return `${node} is starting. Try again in a moment.`;
      case 'running':
        return `The Docker engine of ${node} does not answer. If it stays so, stop the node and start it.`;
    }
  }

  /** Does a fault, one after another. */
  fault(action: FaultAction, signal: AbortSignal): Promise<void> {
    return this.#inTurn(() => this.#do(action), signal);
  }

  /** Makes a machine that was a spare one again. */
  giveBack(signal: AbortSignal): Promise<void> {
    return this.#inTurn(() => this.#giveBack(), signal);
  }

  /** Resolves when the node's engine answers; fails when the node goes off before. */
  async whenUp(signal: AbortSignal): Promise<void> {
    const limited = AbortSignal.any([signal, this.released, AbortSignal.timeout(BOOT_LIMIT_MS)]);
    for (;;) {
      const problem = await this.#o.ping(limited).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (problem === undefined) break;
      signal.throwIfAborted();
      if (problem instanceof LabError) throw problem;
      if (limited.aborted) throw this.#gaveUp();
      if (this.#power === 'stopped' || this.#power === 'failed') throw await this.#deadOnArrival();
      await delay(PING_EVERY_MS, undefined, { signal: limited }).catch(() => undefined);
    }
    if (this.#power === 'starting') this.#set('running');
  }

  /** Asks the outer engine how the node is, after whatever was asked before. */
  look(): Promise<void> {
    this.#looks = this.#looks.then(() => this.#look());
    return this.#looks;
  }

  /** The outer engine does not answer: its nodes are gone too, unless it was told to let them live. */
  async lost(): Promise<void> {
    if (!this.isOn) return;
    const limited = AbortSignal.any([this.released, AbortSignal.timeout(LOST_AFTER_MS)]);
    await this.#o.ping(limited).catch(() => this.#set('failed'));
  }

  release(): void {
    this.#released.abort();
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    if (this.released.aborted || this.#remaking) return;
    try {
      const { State } = await this.#o.container.inspect();
      if (State.Paused) this.#set('paused');
      else if (State.Running) this.#isRunning();
      else if (State.Status !== 'created') this.#set('stopped');
      else if (this.#o.remake && this.#power !== 'starting') this.#set('spare');
    } catch (error) {
      if (statusOf(error) === 404) this.#set('failed');
      else this.#o.log.warn({ err: error, node: this.#o.node }, 'the power of a node is not known');
    }
  }

  /** A container that came on by whatever hand is `starting` until its engine answers. */
  #isRunning(): void {
    if (this.#power === 'paused') this.#set('running');
    if (this.#power === 'running' || this.#power === 'starting') return;
    this.#set('starting');
    this.whenUp(this.released).catch((error) => {
      if (!this.released.aborted) this.#o.log.warn({ err: error, node: this.#o.node }, 'a node did not come up');
    });
  }

  #set(power: Power): void {
    if (power === this.#power || this.released.aborted) return;
    this.#power = power;
    for (const listener of [...this.#listeners]) listener(power);
  }

  #inTurn(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const done = this.#faults.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#faults = done.catch(() => undefined);
    return withSignal(done, signal);
  }

  async #giveBack(): Promise<void> {
    const { node, remake } = this.#o;
    if (!remake) throw new LabError('badRequest', `${node} is there for good; it cannot be given back.`);
    if (this.#power === 'spare') return;
    await this.#stop();
    this.#remaking = true;
    try {
      await remake();
      this.#set('spare');
    } finally {
      this.#remaking = false;
    }
  }

  async #do(action: FaultAction): Promise<void> {
    await this.look();
    if (action === 'start') return this.#start();
    if (this.#power === 'spare') throw new LabError('nodeDown', this.whyDown());
    if (action === 'stop') return this.#stop();
    if (this.#power !== 'running' && this.#power !== 'paused') throw new LabError('nodeDown', this.whyDown());
    const { container } = this.#o;
    if (action === 'pause' && this.#power === 'running') await this.#ask('pause', container.pause());
    if (action === 'resume' && this.#power === 'paused') await this.#ask('resume', container.unpause());
    await this.look();
  }

  async #start(): Promise<void> {
    const { container } = this.#o;
    if (this.#power === 'paused') await this.#ask('resume', container.unpause());
    else if (this.#power !== 'running') await this.#ask('start', container.start());
    await this.look();
    await this.whenUp(this.released);
  }

  async #stop(): Promise<void> {
    if (this.#power === 'stopped') return;
    const { container } = this.#o;
    this.#stopping = true;
    try {
      // The signal to end reaches nobody in a frozen container.
      if (this.#power === 'paused') await this.#ask('resume', container.unpause());
      await this.#ask('stop', container.stop({ t: STOP_GRACE_SECONDS }));
    } finally {
      await this.look();
      this.#stopping = false;
    }
  }

  #ask(doing: string, answer: Promise<unknown>): Promise<unknown> {
    const settled = answer.catch((error) => {
      if (statusOf(error) !== ALREADY_SO) throw error;
    });
    return this.#o.outer.ask(`${doing} ${this.#o.node}`, settled);
  }

  #gaveUp(): LabError {
    this.#set('failed');
    return new LabError('nodeDown', `The Docker engine of ${this.#o.node} did not start in ${BOOT_LIMIT_MS / 1000} s.`);
  }

  async #deadOnArrival(): Promise<LabError> {
    const log = await this.#o.container.logs({ stdout: true, stderr: true, tail: 3 }).catch(sentenceOf);
    const words = log
      .toString()
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim();
    return new LabError('nodeDown', `${this.#o.node} did not start. ${words || 'It ended without a word.'}`);
  }
}
