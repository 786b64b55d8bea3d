import type { Logger as Log } from 'pino';
import { isAboutMembership } from '../cluster/index.ts';
import type { EngineService, EngineSwarmNode, EngineTask, SandboxNode } from '../sandbox/index.ts';

/** A manager that lost its quorum lets a question hang for 20 s. */
const ANSWER_LIMIT_MS = 1500;

export type MeshTopic = 'members' | 'services' | 'tasks';
export const ALL_TOPICS: ReadonlySet<MeshTopic> = new Set(['members', 'services', 'tasks']);

/** What a manager said last of its swarm. */
export interface SwarmState {
  readonly source: SandboxNode;
  readonly members: readonly EngineSwarmNode[];
  readonly services: readonly EngineService[];
  readonly tasks: readonly EngineTask[];
}

/** Whether a node is in that swarm now; one that has left is still listed, as down. */
export function isIn(state: SwarmState, node: SandboxNode): boolean {
  return state.members.some((m) => m.Description.Hostname === node.name && m.Status.State !== 'down');
}

/** Reads the swarms that nodes have formed: mostly one, and of each only one manager is asked. */
export class SwarmReader {
  states: readonly SwarmState[] = [];
  readonly #log: Log;
  readonly #noManagers = new Set<SandboxNode>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The node may be a manager now, or another swarm's. */
  doubt(node: SandboxNode): void {
    this.#noManagers.delete(node);
  }

  /** Reads these topics anew; all of them where a swarm was not known. A swarm whose managers are silent stays as it was. */
  async read(nodes: readonly SandboxNode[], topics: ReadonlySet<MeshTopic>, signal: AbortSignal): Promise<void> {
    const next: SwarmState[] = [];
    const silent: SwarmState[] = [];
    for (const state of this.states) {
      const answer = await this.#ask(state.source, topics, signal, state);
      if (answer === 'silent') silent.push(state);
      else if (answer) next.push(answer);
    }
    for (const node of nodes) {
      const isAsked = silent.some((state) => state.source === node);
      if (isAsked || this.#noManagers.has(node) || next.some((state) => isIn(state, node))) continue;
      const answer = await this.#ask(node, ALL_TOPICS, signal);
      if (answer && answer !== 'silent') next.push(answer);
    }
    const isReplaced = (state: SwarmState): boolean =>
      next.some(({ members }) => members.some((m) => state.members.some((old) => old.ID === m.ID)));
    this.states = [...next, ...silent.filter((state) => !isReplaced(state))];
  }

  async #ask(
    source: SandboxNode,
    topics: ReadonlySet<MeshTopic>,
    signal: AbortSignal,
    before?: SwarmState,
  ): Promise<SwarmState | 'silent' | undefined> {
    if (source.power !== 'running') return 'silent';
    const { engine } = source;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const isWanted = (topic: MeshTopic): boolean => !before || topics.has(topic);
    try {
      const [members, services, tasks] = await Promise.all([
        isWanted('members') ? listed(engine.nodes(limited)) : undefined,
        isWanted('services') ? listed(engine.services(limited)) : undefined,
        isWanted('tasks') ? listed(engine.tasks(limited)) : undefined,
      ]);
      return {
        source,
        members: members ?? before?.members ?? [],
        services: services ?? before?.services ?? [],
        tasks: tasks ?? before?.tasks ?? [],
      };
    } catch (error) {
      if (isAboutMembership(error)) {
        this.#noManagers.add(source);
        return undefined;
      }
      if (!signal.aborted) this.#log.debug({ err: error, node: source.name }, 'the mesh could not read a swarm');
      return 'silent';
    }
  }
}

/** Whoever is root of the node may have put another program in the place of its engine. */
async function listed<T>(answer: Promise<readonly T[]>): Promise<readonly T[]> {
  const list = await answer;
  if (!Array.isArray(list) || list.includes(null)) throw new Error('an engine did not answer with a list');
  return list;
}
