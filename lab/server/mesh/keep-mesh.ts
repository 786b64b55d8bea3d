import type { Logger as Log } from 'pino';
import type { EngineEvent, EngineTask, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { newsOf } from './events.ts';
import { followNode } from './follow-node.ts';
import { createLimit, type Limit } from './limit.ts';
import { NodeMesh } from './node-mesh.ts';
import { isOwed } from './owed.ts';
import { addressesOf, isServing, planMesh } from './plan.ts';
import { INGRESS, namespaceOf, namespaceRules } from './rules.ts';
import { ALL_TOPICS, isIn, type MeshTopic, SwarmReader, type SwarmState } from './swarm-reader.ts';
import { TaskNews } from './task-news.ts';

/**
 * When managers are read after an event, in ms: Docker has no event for what becomes of a task, and records it some
 * 100 ms after its containers show it. A task that is to end has two seconds between that decision and the signal.
 */
const READ_AFTER_MS = [40, 300, 900];
/** The same while a service is updated, as its progress has no event. */
const UPDATING_MS = 1000;
/** The same while the start of a task is not recorded yet, or it is not said which tasks go. */
const UNRECORDED_MS = 300;
/** How long that is awaited: managers without a quorum decide nothing. */
const OWED_MS = 10_000;
/** When nothing happens. */
const QUIET_MS = 30_000;
const GAP_MS = 200;
/** Runs in nodes at once, over all sandboxes that share a limit. */
export const RUNS_AT_ONCE = 4;

export interface MeshOptions {
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly log: Log;
  /** Rules of an ended server may be there. */
  readonly isAdopted?: boolean;
  readonly limit?: Limit;
}

/** The routing mesh and virtual addresses of a sandbox. */
export interface Mesh {
  /** Ends the watching. Rules stay: what they lead to works on while no server runs. */
  close(): void;
}

/** Makes published ports and virtual addresses of services answer on all nodes of a sandbox, where Docker itself cannot. */
export function keepMesh(options: MeshOptions): Mesh {
  return new Keeper(options);
}

class Keeper implements Mesh {
  readonly #o: MeshOptions;
  readonly #life = new AbortController();
  /** Ends before the life of the mesh where Docker's own does its work. */
  readonly #watching = new AbortController();
  readonly #limit: Limit;
  readonly #nodes = new Map<SandboxNode, NodeMesh>();
  readonly #reader: SwarmReader;
  readonly #news: TaskNews;
  readonly #topics = new Set<MeshTopic>();
  #isReading = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #nextRead = 0;
  #stirredAt = Number.NEGATIVE_INFINITY;
  #timer?: NodeJS.Timeout;

  constructor(options: MeshOptions) {
    this.#o = options;
    this.#limit = options.limit ?? createLimit(RUNS_AT_ONCE);
    this.#reader = new SwarmReader(options.log);
    this.#news = new TaskNews(options.now);
    this.#watching.signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    this.#meetNodes(options.isAdopted ?? false);
    this.#stir(ALL_TOPICS);
  }

  close(): void {
    this.#watching.abort();
    this.#life.abort();
  }

  /** Nodes may be added while a sandbox lives. */
  #meetNodes(isAdopted: boolean): void {
    const { sandbox, log, now } = this.#o;
    for (const node of sandbox.nodes) {
      if (this.#nodes.has(node)) continue;
      const onDocker = (): void => this.#dockerDoes(node);
      const mesh = new NodeMesh({ node, limit: this.#limit, log, signal: this.#life.signal, isAdopted, now, onDocker });
      this.#nodes.set(node, mesh);
      followNode({
        node,
        log,
        signal: this.#watching.signal,
        onEvent: (event) => this.#heard(mesh, event),
        onGap: () => this.#stir(ALL_TOPICS),
        onPower: () => this.#powered(mesh),
      });
    }
  }

  #heard(mesh: NodeMesh, event: EngineEvent): void {
    const { topics, departed, started, network, movesMembers } = newsOf(event);
    if (movesMembers) for (const each of this.#nodes.keys()) this.#reader.doubt(each);
    if (network) {
      if (network.isIngress) this.#reader.doubt(mesh.node);
      const name = network.isIngress ? INGRESS : namespaceOf(network.id);
      if (network.isOther) mesh.doubt(name);
      else mesh.appeared(name);
    }
    if (departed) this.#news.departed(departed.taskId, departed.forGood);
    if (started) this.#news.started(started);
    if (departed || network) this.#plan();
    if (topics.length > 0) this.#stir(topics);
  }

  #powered(mesh: NodeMesh): void {
    const { node } = mesh;
    if (node.power === 'stopped' || node.power === 'starting' || node.power === 'spare') {
      mesh.forget();
      for (const state of this.#reader.states) {
        const ended = state.tasks.filter((task) => RUNNING.has(task.Status.State) && isOn(state, task, node));
        for (const { ID } of ended) this.#news.departed(ID, true);
      }
    }
    if (node.power === 'running') this.#reader.doubt(node);
    this.#plan();
    this.#stir(ALL_TOPICS);
  }

  /** Docker's own mesh carries the traffic here: the lab's would only be in its way. */
  #dockerDoes(node: SandboxNode): void {
    if (this.#watching.signal.aborted) return;
    this.#o.log.info({ node: node.name }, 'the routing mesh of Docker itself works here');
    this.#watching.abort();
    for (const mesh of this.#nodes.values()) mesh.want([], new Set());
  }

  /** Something happened that managers will tell of. */
  #stir(topics: Iterable<MeshTopic>): void {
    for (const topic of topics) this.#topics.add(topic);
    this.#nextRead = 0;
    this.#stirredAt = this.#o.now();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#watching.signal.aborted || this.#isReading) return;
    clearTimeout(this.#timer);
    const after = READ_AFTER_MS[this.#nextRead] ?? this.#pace();
    const gap = this.#readAt + GAP_MS - this.#o.now();
    this.#timer = setTimeout(() => void this.#read(), Math.max(after, gap));
  }

  async #read(): Promise<void> {
    const isQuiet = this.#nextRead >= READ_AFTER_MS.length && this.#pace() === QUIET_MS;
    const topics = new Set<MeshTopic>(isQuiet ? ALL_TOPICS : [...this.#topics, 'tasks']);
    if (this.#isUpdating()) topics.add('services');
    this.#topics.clear();
    this.#nextRead++;
    this.#isReading = true;
    this.#readAt = this.#o.now();
    this.#meetNodes(false);
    try {
      await this.#reader.read([...this.#nodes.keys()], topics, this.#watching.signal);
      this.#news.recorded(
        new Map(this.#reader.states.flatMap(({ tasks }) => tasks.map((t) => [t.ID, t.Status.State] as const))),
      );
    } catch (error) {
      this.#unreadable(error);
    }
    this.#isReading = false;
    this.#plan();
    this.#schedule();
  }

  #pace(): number {
    const isFresh = this.#o.now() < this.#stirredAt + OWED_MS;
    if (this.#news.isAwaited || (isFresh && this.#reader.states.some(isOwed))) return UNRECORDED_MS;
    return this.#isUpdating() ? UPDATING_MS : QUIET_MS;
  }

  #isUpdating(): boolean {
    return this.#reader.states.some(({ services }) =>
      services.some((s) => MOVING_UPDATES.has(s.UpdateStatus?.State ?? '')),
    );
  }

  /** Tells every node what it should have. */
  #plan(): void {
    if (this.#watching.signal.aborted) return;
    try {
      this.#planNodes();
    } catch (error) {
      this.#unreadable(error);
    }
  }

  /** Managers may say anything, as learners are root there: what makes no sense is dropped. */
  #unreadable(error: unknown): void {
    this.#o.log.warn({ err: error, sandbox: this.#o.sandbox.spec.id }, 'what managers say makes no mesh');
    this.#reader.states = [];
  }

  #planNodes(): void {
    const rest = new Set(this.#nodes.keys());
    for (const state of this.#reader.states) {
      const runs = (task: EngineTask): boolean => this.#runs(state, task);
      const isLive = (task: EngineTask): boolean => isServing(task) && runs(task);
      const rules = namespaceRules(planMesh({ ...state, isLive }));
      const leaving = new Set(addressesOf(state.tasks.filter((task) => !isLive(task) && runs(task))));
      for (const node of rest) {
        if (!isIn(state, node)) continue;
        rest.delete(node);
        this.#nodes.get(node)?.want(rules, leaving);
      }
    }
    for (const node of rest) this.#nodes.get(node)?.want([], new Set());
  }

  #runs(state: SwarmState, task: EngineTask): boolean {
    if (task.Status.State !== 'running') return false;
    if (this.#news.hasDeparted(task.ID)) return false;
    return ![...this.#nodes.keys()].some((node) => node.power !== 'running' && isOn(state, task, node));
  }
}

const RUNNING = new Set(['starting', 'running']);
const MOVING_UPDATES = new Set(['updating', 'rollback_started']);

function isOn(state: SwarmState, task: EngineTask, node: SandboxNode): boolean {
  return state.members.some((m) => m.ID === task.NodeID && m.Description.Hostname === node.name);
}
