import type { Logger as Log } from 'pino';
import { type EngineEvent, EngineRefusal, type SandboxNode } from '../sandbox/index.ts';
import type { NodeFacts } from './compose.ts';
import { afterEvent } from './container-events.ts';
import { followEvents } from './follow-events.ts';
import { isAboutMembership, membershipOf, NO_MEMBERSHIP } from './membership.ts';
import { Reading } from './reading.ts';
import { containerView } from './view-of.ts';

/** A manager that lost its quorum lets a question hang for 20 s; an engine that is well answers in milliseconds. */
export const ANSWER_LIMIT_MS = 1500;

/** Containers often come and go together. */
const CONTAINERS_GAP_MS = 80;
const INFO_GAP_MS = 100;

/** What a watched node needs and whom it tells. */
export interface NodeWatchOptions {
  readonly node: SandboxNode;
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What is known of the node may have changed. */
  onFacts(): void;
  onPower(): void;
  onEvent(event: EngineEvent): void;
  /** The node is (again) there to be read. */
  onReady(): void;
}

/** What one node says of itself: its power, its membership, its containers and its events. */
export class NodeWatch {
  readonly node: SandboxNode;
  readonly info: Reading;
  readonly containers: Reading;
  /** Asks in the cheapest way whether it is still in its swarm: leaving one has no event, and /info is dear. */
  readonly place: Reading;
  facts: NodeFacts;
  readonly #o: NodeWatchOptions;
  #stream?: AbortController;
  #failures = 0;
  #place?: string;

  constructor(options: NodeWatchOptions) {
    const { node, now, signal } = options;
    this.#o = options;
    this.node = node;
    const { name, address, publicAddress, power } = node;
    const open = publicAddress ? { publicAddress } : {};
    this.facts = { name, address, ...open, power, answers: true, membership: NO_MEMBERSHIP, containers: [] };
    this.info = new Reading({ read: (s) => this.#readInfo(s), gapMs: INFO_GAP_MS, now, signal });
    this.containers = new Reading({ read: (s) => this.#readContainers(s), gapMs: CONTAINERS_GAP_MS, now, signal });
    this.place = new Reading({ read: (s) => this.#readPlace(s), gapMs: INFO_GAP_MS, now, signal });
    const unsubscribe = node.onPower((next) => this.#powered(next));
    signal.addEventListener('abort', unsubscribe, { once: true });
    if (power === 'running') this.#listen();
  }

  get isOn(): boolean {
    return this.facts.power === 'running';
  }

  /** An event told of one of its containers. */
  containerChanged(event: EngineEvent): void {
    const { name, containers } = this.facts;
    this.facts = { ...this.facts, containers: afterEvent(name, containers, event) };
    // A list that is being read may be older than the event.
    if (this.containers.isBusy) this.containers.request();
    this.#o.onFacts();
  }

  #powered(power: NodeFacts['power']): void {
    this.#failures = 0;
    this.facts = { ...this.facts, power, answers: true };
    // A machine that was given back is in no swarm, and has nothing.
    if (power === 'spare') this.facts = { ...this.facts, membership: NO_MEMBERSHIP, containers: [] };
    this.#stream?.abort();
    if (power === 'running') this.#listen();
    this.#o.onFacts();
    this.#o.onPower();
    if (power === 'running') this.#o.onReady();
  }

  #listen(): void {
    const stream = new AbortController();
    this.#stream = stream;
    const { node, log, onEvent, onReady } = this.#o;
    const signal = AbortSignal.any([this.#o.signal, stream.signal]);
    void followEvents({ engine: node.engine, signal, log: log.child({ node: node.name }), onEvent, onAgain: onReady });
  }

  async #readInfo(signal: AbortSignal): Promise<void> {
    if (!this.isOn) return;
    try {
      const info = await this.node.engine.info(limited(signal));
      this.facts = { ...this.facts, membership: membershipOf(info, this.facts.membership) };
      this.#o.onFacts();
    } catch (error) {
      // Whether the engine lives is told by its containers: /info of a manager without quorum hangs too.
      if (!signal.aborted)
        this.#o.log.debug({ err: error, node: this.node.name }, 'a node did not tell its membership');
    }
  }

  /** A manager tells its swarm, others refuse with words that say whether they are workers. */
  async #readPlace(signal: AbortSignal): Promise<void> {
    if (!this.isOn) return;
    try {
      const place = await this.node.engine.swarm(limited(signal)).then(
        ({ ID }) => ID,
        (error: unknown) => {
          if (error instanceof EngineRefusal && isAboutMembership(error)) return error.message;
          throw error;
        },
      );
      if (place === this.#place) return;
      this.#place = place;
      this.info.request();
    } catch (error) {
      if (!signal.aborted) this.#o.log.debug({ err: error, node: this.node.name }, 'a node did not tell its place');
    }
  }

  async #readContainers(signal: AbortSignal): Promise<void> {
    if (!this.isOn) return;
    try {
      const containers = await this.node.engine.containers(limited(signal));
      this.#failures = 0;
      const { name } = this.node;
      this.facts = { ...this.facts, answers: true, containers: containers.map((c) => containerView(name, c)) };
    } catch (error) {
      if (signal.aborted || !this.isOn) return;
      this.#o.log.debug({ err: error, node: this.node.name }, 'an engine did not answer');
      // One slow answer on a loaded host is not yet an engine that is down.
      if (++this.#failures === 1) {
        this.containers.request();
        return;
      }
      this.facts = { ...this.facts, answers: false };
    }
    this.#o.onFacts();
  }
}

/** A signal that also ends when an answer is overdue. */
export function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
}
