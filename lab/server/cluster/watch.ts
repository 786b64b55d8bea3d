import type { Logger as Log } from 'pino';
import { applyEvent, type ClusterEvent, type ClusterSnapshot, emptySnapshot } from '../../contract/index.ts';
import type { EngineEvent, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { type ClusterFacts, composeSnapshot, isUp, swarmsOf } from './compose.ts';
import { diffSnapshots } from './diff.ts';
import { hintOf, SWARM_TOPICS, type SwarmTopic } from './hints.ts';
import { UNSETTLED_BY_POWER_MS, UNSETTLED_BY_ROLE_MS } from './pace.ts';
import { NodeWatch } from './read-node.ts';
import { SwarmWatch } from './read-swarm.ts';
import { Rhythm } from './rhythm.ts';

type Listener = (event: ClusterEvent, snapshot: ClusterSnapshot) => void;

/** What is known of a sandbox's cluster, kept current. */
export interface ClusterWatch {
  readonly snapshot: ClusterSnapshot;
  readonly isLooking: boolean;
  /** Calls back with every change, and the snapshot after it; the returned function ends that. */
  subscribe(listener: Listener): () => void;
  /** Whether somebody sees it: a cluster nobody looks at is read in rounds, seconds apart. It is looked at until told otherwise. */
  setLooking(on: boolean): void;
  /** Reads everything now. */
  refresh(signal: AbortSignal): Promise<ClusterSnapshot>;
  close(): void;
}

export interface WatchOptions {
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly log: Log;
}

/** Watches the cluster of a sandbox until closed. */
export function watchCluster(options: WatchOptions): ClusterWatch {
  return new Watch(options);
}

class Watch implements ClusterWatch {
  snapshot = emptySnapshot();
  readonly #o: WatchOptions;
  readonly #life = new AbortController();
  readonly #listeners = new Set<Listener>();
  readonly #nodes: readonly NodeWatch[];
  readonly #swarm: SwarmWatch;
  readonly #rhythm: Rhythm;

  constructor(options: WatchOptions) {
    this.#o = options;
    const { sandbox, now, log } = options;
    const { signal } = this.#life;
    this.#swarm = new SwarmWatch({
      now,
      log,
      signal,
      managers: () => this.#managers(),
      onDoubt: (node) => this.#watchOf(node)?.info.request(),
      onFacts: (topic) => this.#learned(topic),
    });
    this.#nodes = sandbox.nodes.map((node): NodeWatch => {
      const watch: NodeWatch = new NodeWatch({
        node,
        now,
        log,
        signal,
        onFacts: () => this.#learned(),
        onPower: () => this.#rhythm.unsettle(UNSETTLED_BY_POWER_MS),
        onReady: () => this.#ready(watch),
        onEvent: (event) => this.#heard(watch, event),
      });
      return watch;
    });
    this.#rhythm = new Rhythm({ nodes: this.#nodes, swarm: this.#swarm, now, signal });
    this.#publish();
    this.#readAll();
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get isLooking(): boolean {
    return this.#rhythm.isLooking;
  }

  setLooking(on: boolean): void {
    if (this.#rhythm.setLooking(on) && on) this.#readAll();
  }

  async refresh(signal: AbortSignal): Promise<ClusterSnapshot> {
    const all = this.#refresh();
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    signal.throwIfAborted();
    await Promise.race([all, aborted]);
    return this.snapshot;
  }

  close(): void {
    this.#life.abort();
    this.#listeners.clear();
  }

  /** Engines first: they tell which managers to ask. */
  async #refresh(): Promise<void> {
    await Promise.all(this.#nodes.flatMap((node) => [node.info.fresh(), node.containers.fresh()]));
    await Promise.all(SWARM_TOPICS.map((topic) => this.#swarm.readings[topic].fresh()));
  }

  #readAll(): void {
    void this.#refresh();
  }

  #watchOf(node: SandboxNode): NodeWatch | undefined {
    return this.#nodes.find((watch) => watch.node === node);
  }

  get #facts(): ClusterFacts {
    return { nodes: this.#nodes.map((n) => n.facts), swarm: this.#swarm.facts, at: this.#o.now() };
  }

  /** Managers that can be asked: the leader first, whose answers are the newest, then the one asked before. */
  #managers(): readonly SandboxNode[] {
    const facts = this.#facts;
    const swarms = swarmsOf(facts);
    const rank = ({ node, facts: { membership } }: NodeWatch): number => {
      const member = facts.swarm.members.find((m) => m.id === membership.memberId);
      if (member?.leader) return 0;
      if (node === this.#swarm.source) return 1;
      return member?.role === 'manager' ? 2 : 3;
    };
    return this.#nodes
      .filter(({ facts: f }) => isUp(f) && f.membership.isManager && swarms.nodes.has(f.name))
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ node }) => node);
  }

  /** Something new is known of a node, or of the swarm. */
  #learned(topic?: SwarmTopic): void {
    const swarms = swarmsOf(this.#facts);
    const isOther = this.#swarm.follow(swarms.nodes.size === 0 ? undefined : swarms);
    if (isOther) for (const each of SWARM_TOPICS) this.#rhythm.want(this.#swarm.readings[each]);
    if (topic === 'tasks') this.#tasksRead();
    this.#publish();
  }

  #tasksRead(): void {
    const { tasks, serviceNames } = this.#swarm.facts;
    this.#rhythm.tasksRead(tasks);
    if (tasks.some((task) => task.ServiceID && !serviceNames.has(task.ServiceID))) this.#want('services');
  }

  #ready(watch: NodeWatch): void {
    this.#rhythm.want(watch.info);
    this.#rhythm.want(watch.containers);
    for (const topic of ['members', 'services', 'tasks'] as const) this.#want(topic);
  }

  #heard(watch: NodeWatch, event: EngineEvent): void {
    const { source } = this.#swarm;
    // Every manager tells the same of the swarm; what another swarm or a new manager says is news of its membership.
    if (event.scope === 'swarm' && source && source !== watch.node) {
      if (!swarmsOf(this.#facts).nodes.has(watch.facts.name)) this.#rhythm.want(watch.info);
      return;
    }
    if (event.scope === 'swarm' && !source) this.#rhythm.want(watch.info);
    const hint = hintOf(event);
    if (hint.unsettles) this.#rhythm.unsettle(UNSETTLED_BY_ROLE_MS);
    if (hint.expects) this.#rhythm.expect(hint.expects);
    for (const topic of hint.swarm) this.#want(topic);
    if (hint.own === 'info') this.#rhythm.want(watch.info);
    if (hint.own === 'container') watch.containerChanged(event);
    const { membership } = hint;
    if (!membership) return;
    for (const node of this.#nodes) {
      if (membership === 'all' || membership.hostname === node.node.name) this.#rhythm.want(node.info);
    }
  }

  #want(topic: SwarmTopic): void {
    if (topic === 'tasks') this.#rhythm.wantTasks();
    else this.#rhythm.want(this.#swarm.readings[topic]);
  }

  #publish(): void {
    if (this.#life.signal.aborted) return;
    const next = { ...composeSnapshot(this.#facts, this.snapshot.swarm.state), seq: this.snapshot.seq };
    const event = diffSnapshots(this.snapshot, next);
    if (!event) return;
    if (event.changes.some((change) => change.kind === 'tasks')) this.#rhythm.tasksChanged();
    this.snapshot = applyEvent(this.snapshot, event);
    for (const listener of [...this.#listeners]) {
      try {
        listener(event, this.snapshot);
      } catch (error) {
        this.#o.log.error({ err: error }, 'a follower of the cluster failed');
      }
    }
  }
}
