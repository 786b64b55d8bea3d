import type { Logger as Log } from 'pino';
import { followEvents } from '../cluster/index.ts';
import type { EngineEvent, EngineTask, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { newsOf } from './events.ts';
import { createLimit, type Limit } from './limit.ts';
import { NodeMesh } from './node-mesh.ts';
import { planMesh } from './plan.ts';
import { INGRESS, namespaceOf, namespaceRules } from './rules.ts';
import { ALL_TOPICS, isIn, type MeshTopic, SwarmReader, type SwarmState } from './swarm-reader.ts';

/**
 * When managers are read after an event, in ms: Docker has no event for what becomes of a task, and records it some
 * 100 ms after its containers show it. A task that is to end has two seconds between that decision and the signal.
 */
const READ_AFTER_MS = [40, 300, 900];
/** The same while a service is updated, as its progress has no event. */
const UPDATING_MS = 1000;
/** The same while the start of a task is not recorded yet, and how long that is waited for: one with a health check says more. */
const UNRECORDED_MS = 300;
const RECORDED_WITHIN_MS = 10_000;
/** When nothing happens. */
const QUIET_MS = 30_000;
const GAP_MS = 200;
/** How long a task that was asked to end takes no connections; one that lives on after that did not obey. */
const ASKED_TO_END_MS = 15_000;
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
  /** Tasks that take no connections, whatever managers still say, and until when. */
  readonly #departed = new Map<string, number>();
  /** Tasks whose start managers have still to record, and until when that is expected. */
  readonly #started = new Map<string, number>();
  readonly #topics = new Set<MeshTopic>();
  #isReading = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #nextRead = 0;
  #timer?: NodeJS.Timeout;

  constructor(options: MeshOptions) {
    this.#o = options;
    this.#limit = options.limit ?? createLimit(RUNS_AT_ONCE);
    this.#reader = new SwarmReader(options.log);
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
    const { sandbox, log } = this.#o;
    const { signal } = this.#watching;
    for (const node of sandbox.nodes) {
      if (this.#nodes.has(node)) continue;
      const onDocker = (): void => this.#dockerDoes(node);
      this.#nodes.set(
        node,
        new NodeMesh({ node, limit: this.#limit, log, signal: this.#life.signal, isAdopted, onDocker }),
      );
      let stream = new AbortController();
      const listen = (): void => {
        stream.abort();
        if (node.power !== 'running') return;
        stream = new AbortController();
        void followEvents({
          engine: node.engine,
          signal: AbortSignal.any([signal, stream.signal]),
          log,
          onEvent: (event) => this.#heard(node, event),
          onAgain: () => this.#stir(ALL_TOPICS),
        });
      };
      const unfollow = node.onPower(() => {
        listen();
        this.#powered(node);
      });
      signal.addEventListener('abort', unfollow, { once: true });
      listen();
    }
  }

  #heard(node: SandboxNode, event: EngineEvent): void {
    const { topics, departed, started, network, movesMembers } = newsOf(event);
    const mesh = this.#nodes.get(node);
    if (movesMembers) for (const each of this.#nodes.keys()) this.#reader.doubt(each);
    if (network && mesh) {
      if (network.isIngress) this.#reader.doubt(node);
      if (network.isOther) mesh.doubt(network.isIngress ? INGRESS : namespaceOf(network.id));
      else mesh.appeared(network.isIngress ? INGRESS : namespaceOf(network.id));
    }
    if (departed) {
      const until = departed.forGood ? Number.POSITIVE_INFINITY : this.#o.now() + ASKED_TO_END_MS;
      const before = this.#departed.get(departed.taskId) ?? 0;
      this.#departed.set(departed.taskId, Math.max(before, until));
    }
    if (started) this.#started.set(started, this.#o.now() + RECORDED_WITHIN_MS);
    if (departed || network) this.#plan();
    if (topics.length > 0) this.#stir(topics);
  }

  #powered(node: SandboxNode): void {
    if (node.power === 'stopped') {
      this.#nodes.get(node)?.forget();
      for (const state of this.#reader.states) {
        for (const task of state.tasks.filter((t) => isOn(state, t, node))) {
          this.#departed.set(task.ID, Number.POSITIVE_INFINITY);
        }
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
    await this.#reader.read([...this.#nodes.keys()], topics, this.#watching.signal);
    this.#isReading = false;
    this.#clear();
    this.#plan();
    this.#schedule();
  }

  /** Lets go of what managers have recorded or know no more. */
  #clear(): void {
    const states = new Map(
      this.#reader.states.flatMap(({ tasks }) => tasks.map((t) => [t.ID, t.Status.State] as const)),
    );
    for (const id of this.#departed.keys()) if (!states.has(id)) this.#departed.delete(id);
    for (const [id, until] of this.#started) {
      if (until < this.#o.now() || !BEFORE_RUNNING.has(states.get(id) ?? '')) this.#started.delete(id);
    }
  }

  #pace(): number {
    if (this.#started.size > 0) return UNRECORDED_MS;
    return this.#isUpdating() ? UPDATING_MS : QUIET_MS;
  }

  #isUpdating(): boolean {
    return this.#reader.states.some(({ services }) =>
      services.some((s) => MOVING_UPDATES.has(s.UpdateStatus?.State ?? '')),
    );
  }

  /** Tells every node what it should have. What managers say may be anything, as learners are root there. */
  #plan(): void {
    if (this.#watching.signal.aborted) return;
    try {
      this.#planNodes();
    } catch (error) {
      this.#o.log.warn({ err: error, sandbox: this.#o.sandbox.spec.id }, 'the mesh could not be planned');
    }
  }

  #planNodes(): void {
    const rest = new Set(this.#nodes.keys());
    for (const state of this.#reader.states) {
      const runs = (task: EngineTask): boolean => this.#runs(state, task);
      const isLive = (task: EngineTask): boolean => task.DesiredState === 'running' && runs(task);
      const rules = namespaceRules(planMesh({ ...state, isLive }));
      const leaving = new Set(state.tasks.filter((task) => !isLive(task) && runs(task)).flatMap(addressesOf));
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
    const departed = this.#departed.get(task.ID);
    if (departed !== undefined && departed > this.#o.now()) return false;
    return ![...this.#nodes.keys()].some((node) => node.power !== 'running' && isOn(state, task, node));
  }
}

const BEFORE_RUNNING = new Set(['', 'new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting']);
const MOVING_UPDATES = new Set(['updating', 'rollback_started']);

function isOn(state: SwarmState, task: EngineTask, node: SandboxNode): boolean {
  return state.members.some((m) => m.ID === task.NodeID && m.Description.Hostname === node.name);
}

function addressesOf(task: EngineTask): string[] {
  return (task.NetworksAttachments ?? []).flatMap(
    ({ Addresses }) => Addresses?.map((a) => a.split('/')[0] ?? '') ?? [],
  );
}
