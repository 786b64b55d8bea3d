import type { EngineEvent } from '../sandbox/index.ts';
import type { MeshTopic } from './swarm-reader.ts';

/** What an engine's event means for the mesh. */
export interface MeshNews {
  /** To be read again from a manager, now and once more when it has recorded what follows. */
  readonly topics: readonly MeshTopic[];
  /** A task of the engine that sent it takes no more connections. */
  readonly departed?: { readonly taskId: string; readonly forGood: boolean };
  /** A task whose container runs now, which managers record a moment later. */
  readonly started?: string;
  /** An overlay network on the engine that sent it came, went, or is used by one more container. */
  readonly network?: { readonly id: string; readonly isIngress: boolean; readonly isOther: boolean };
  /** Nodes may have become managers or left. */
  readonly movesMembers?: boolean;
}

const NOTHING: MeshNews = { topics: [] };

/** Signals by which a container is asked to end; a reload (HUP, USR1) is none. */
const ENDING_SIGNALS = new Set(['2', '3', '9', '15']);

/** Reads an event for what the mesh has to do about it. */
export function newsOf(event: EngineEvent): MeshNews {
  switch (event.Type) {
    case 'container':
      return containerNews(event);
    case 'service':
      return { topics: ['services', 'tasks'] };
    case 'node':
      return memberNews(event);
    case 'network':
      return networkNews(event);
    default:
      return NOTHING;
  }
}

function containerNews({ Action: action, Actor: { Attributes: attributes } }: EngineEvent): MeshNews {
  const taskId = attributes['com.docker.swarm.task.id'];
  if (!taskId) return NOTHING;
  if (action === 'die') return { topics: ['tasks'], departed: { taskId, forGood: true } };
  if (action === 'kill' && ENDING_SIGNALS.has(attributes.signal ?? '')) {
    return { topics: ['tasks'], departed: { taskId, forGood: false } };
  }
  // Its engine ends it next.
  if (action === 'health_status: unhealthy') return { topics: ['tasks'], departed: { taskId, forGood: false } };
  const isStart = action === 'start' || action === 'health_status: healthy';
  return isStart ? { topics: ['tasks'], started: taskId } : NOTHING;
}

/** Managers tell of every write to a member's record; only some concern who takes connections. */
function memberNews({ Action: action, Actor: { Attributes: attributes } }: EngineEvent): MeshNews {
  const moves = (what: string): boolean => attributes[`${what}.new`] !== undefined;
  if (action !== 'update' || moves('role')) return { topics: ['members', 'tasks'], movesMembers: true };
  if (moves('state') || moves('availability')) return { topics: ['members', 'tasks'] };
  return NOTHING;
}

function networkNews({ Action: action, scope, Actor: { ID: id, Attributes: attributes } }: EngineEvent): MeshNews {
  if (scope === 'swarm' || attributes.type !== 'overlay') return NOTHING;
  const isIngress = attributes.name === 'ingress';
  const isOther = action !== 'connect' && action !== 'disconnect';
  return { topics: isIngress && isOther ? ['members'] : [], network: { id, isIngress, isOther } };
}
