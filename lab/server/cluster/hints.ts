import type { TaskState } from '../../contract/index.ts';
import type { EngineEvent } from '../sandbox/index.ts';

/** What is read from a manager for the whole swarm. */
export const SWARM_TOPICS = ['members', 'services', 'tasks', 'networks', 'secrets', 'configs'] as const;
export type SwarmTopic = (typeof SWARM_TOPICS)[number];

/** What an event calls for. */
export interface Hint {
  /** To be read again from the manager. */
  readonly swarm: readonly SwarmTopic[];
  /** What it says of the engine that sent it: a container's change, or a membership to be read again. */
  readonly own?: 'container' | 'info';
  /** Nodes whose own word on their membership may have changed: one by host name, or all. */
  readonly membership?: { readonly hostname: string } | 'all';
  /** Who leads may change. */
  readonly unsettles?: boolean;
  /** What the managers will say of a task once its agent has told them. */
  readonly expects?: { readonly taskId: string; readonly atLeast: TaskState };
}

const NOTHING: Hint = { swarm: [] };

/** Actions after which a container's entry in the list is another; exec, attach, resize and the like change nothing. */
const CONTAINER_ACTIONS = new Set(['create', 'start', 'die', 'destroy', 'pause', 'unpause', 'rename', 'restart']);

/** Networks that an engine makes for itself when it enters a swarm; often the only sign of it on a worker. */
const SWARM_OWN_NETWORKS = new Set(['docker_gwbridge', 'ingress']);

/** What to read again because of an engine's event. */
export function hintOf(event: EngineEvent): Hint {
  const attributes = event.Actor.Attributes;
  switch (event.Type) {
    case 'container':
      return containerHint(event);
    case 'service':
      return { swarm: ['services', 'tasks'] };
    case 'node':
      return nodeHint(event);
    case 'network':
      if (event.scope === 'swarm') return { swarm: ['networks'] };
      return SWARM_OWN_NETWORKS.has(attributes.name ?? '') ? { swarm: [], own: 'info' } : NOTHING;
    case 'secret':
      return { swarm: ['secrets'] };
    case 'config':
      return { swarm: ['configs'] };
    default:
      return NOTHING;
  }
}

function containerHint(event: EngineEvent): Hint {
  // A task with a health check runs only when that says so.
  const isHealthy = event.Action === 'health_status: healthy';
  if (!isHealthy && !CONTAINER_ACTIONS.has(event.Action)) return NOTHING;
  const taskId = event.Actor.Attributes['com.docker.swarm.task.id'];
  const atLeast = isHealthy ? 'running' : EXPECTED[event.Action];
  return { swarm: [], own: 'container', ...(taskId && atLeast ? { expects: { taskId, atLeast } } : {}) };
}

/** The task state that follows from a container's event. */
const EXPECTED: Readonly<Record<string, TaskState>> = { start: 'running', die: 'complete' };

function nodeHint(event: EngineEvent): Hint {
  const attributes = event.Actor.Attributes;
  const isUpdate = event.Action === 'update';
  const hostname = attributes.name ?? '';
  const movesRole = attributes['role.new'] !== undefined;
  const movesState = attributes['state.new'] !== undefined;
  const hint: Hint = { swarm: ['members', 'tasks'] };
  if (!isUpdate || movesRole || (movesState && hostname === '')) return { ...hint, membership: 'all', unsettles: true };
  return movesState ? { ...hint, membership: { hostname } } : hint;
}
