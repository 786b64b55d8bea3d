import type { Logger as Log } from 'pino';
import { EngineRefusal, type EngineTask, type NodeEngine, type SandboxNode } from '../sandbox/index.ts';
import { NO_SWARM, type SwarmFacts } from './compose.ts';
import { SWARM_TOPICS, type SwarmTopic } from './hints.ts';
import { isAboutMembership } from './membership.ts';
import { limited } from './read-node.ts';
import { Reading } from './reading.ts';
import { memberView, networkView, storedView } from './view-of.ts';

/** Events of one change come from several engines within a few milliseconds. */
const GAP_MS = 30;

/** What reads of the swarm need and whom they tell. */
export interface SwarmWatchOptions {
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The managers to ask, in order; empty when none is there to be asked. */
  managers(): readonly SandboxNode[];
  /** A manager did not answer as one: its membership is in doubt. */
  onDoubt(node: SandboxNode): void;
  onFacts(topic: SwarmTopic): void;
}

/** What the managers say of the swarm, read from one of them at a time. */
export class SwarmWatch {
  readonly readings: Readonly<Record<SwarmTopic, Reading>>;
  facts: SwarmFacts = NO_SWARM;
  /** The manager that answered last: its events speak for the swarm. */
  source?: SandboxNode;
  readonly #o: SwarmWatchOptions;
  /** Raised when the swarm is another one, so that an answer on the old one is dropped. */
  #era = 0;
  #isFollowing = false;

  constructor(options: SwarmWatchOptions) {
    this.#o = options;
    const { now, signal } = options;
    const reading = (topic: SwarmTopic) =>
      new Reading({ read: (s) => this.#read(topic, s), gapMs: GAP_MS, now, signal });
    this.readings = Object.fromEntries(SWARM_TOPICS.map((topic) => [topic, reading(topic)])) as Record<
      SwarmTopic,
      Reading
    >;
  }

  /** Follows this swarm from now on, or none; true when it is another one than before, of which nothing is known yet. */
  follow(swarm: { readonly id?: string } | undefined): boolean {
    const { id } = this.facts;
    const isOther = id !== undefined && swarm?.id !== undefined && id !== swarm.id;
    if (swarm && this.#isFollowing && !isOther) {
      if (swarm.id) this.facts = { ...this.facts, id: swarm.id };
      return false;
    }
    this.#era++;
    this.#isFollowing = swarm !== undefined;
    this.source = undefined;
    this.facts = swarm?.id ? { ...NO_SWARM, id: swarm.id } : NO_SWARM;
    return this.#isFollowing;
  }

  async #read(topic: SwarmTopic, signal: AbortSignal): Promise<void> {
    if (!this.#isFollowing) return;
    // While the managers are silent one question at a time is enough to find out when they speak again.
    if (this.facts.silentSince !== undefined && topic !== 'members') return;
    const era = this.#era;
    const answer = await this.#ask(topic, signal);
    if (signal.aborted || era !== this.#era) return;
    if (answer.silence) this.#heardNothing(topic, answer.sentence);
    else if (answer.take) this.#heard(topic, answer.take);
  }

  async #ask(topic: SwarmTopic, signal: AbortSignal): Promise<Answer> {
    let sentence: string | undefined;
    let isNoManager = false;
    for (const node of this.#o.managers()) {
      try {
        const take = await QUESTIONS[topic](node.engine, limited(signal));
        this.source = node;
        return { take };
      } catch (error) {
        if (signal.aborted) return {};
        this.#o.log.debug({ err: error, node: node.name, topic }, 'a manager did not answer');
        this.#o.onDoubt(node);
        if (isAboutMembership(error)) isNoManager = true;
        else if (error instanceof EngineRefusal) sentence ??= error.message;
      }
    }
    // Whoever is no manager any more says so; its membership is read before anything is concluded.
    return isNoManager && sentence === undefined ? {} : { silence: true, ...(sentence ? { sentence } : {}) };
  }

  #heard(topic: SwarmTopic, take: Take): void {
    const wasSilent = this.facts.silentSince !== undefined;
    const { silentSince: _, error: __, ...rest } = this.facts;
    this.facts = { ...take(rest), answeredAt: this.#o.now() };
    if (wasSilent) for (const other of SWARM_TOPICS) if (other !== 'members') this.readings[other].request();
    this.#o.onFacts(topic);
  }

  #heardNothing(topic: SwarmTopic, sentence: string | undefined): void {
    if (topic !== 'members') {
      this.readings.members.request();
      return;
    }
    const silentSince = this.facts.silentSince ?? this.#o.now();
    this.facts = { ...this.facts, silentSince, ...(sentence ? { error: sentence } : {}) };
    this.source = undefined;
    this.#o.onFacts(topic);
  }
}

type Take = (facts: SwarmFacts) => SwarmFacts;
interface Answer {
  readonly take?: Take;
  readonly silence?: boolean;
  readonly sentence?: string;
}

/** How each topic is asked for, and where its answer belongs. */
const QUESTIONS: Readonly<Record<SwarmTopic, (engine: NodeEngine, signal: AbortSignal) => Promise<Take>>> = {
  members: async (engine, signal) => {
    const members = (await engine.nodes(signal)).map(memberView);
    return (facts) => ({ ...facts, members });
  },
  services: async (engine, signal) => {
    const services = await engine.services(signal);
    return (facts) => {
      const names = services.map((s) => [s.ID, s.Spec.Name] as const);
      return { ...facts, services, serviceNames: new Map([...facts.serviceNames, ...names]) };
    };
  },
  tasks: async (engine, signal) => {
    const tasks = (await engine.tasks(signal)).toSorted(byAge);
    return (facts) => ({ ...facts, tasks });
  },
  networks: async (engine, signal) => {
    const networks = (await engine.networks(signal)).filter((n) => n.Scope === 'swarm').map(networkView);
    return (facts) => ({ ...facts, networks });
  },
  secrets: async (engine, signal) => {
    const secrets = (await engine.secrets(signal)).map(storedView);
    return (facts) => ({ ...facts, secrets });
  },
  configs: async (engine, signal) => {
    const configs = (await engine.configs(signal)).map(storedView);
    return (facts) => ({ ...facts, configs });
  },
};

function byAge(a: EngineTask, b: EngineTask): number {
  return a.CreatedAt < b.CreatedAt ? -1 : a.CreatedAt > b.CreatedAt ? 1 : 0;
}
