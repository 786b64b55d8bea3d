import type { ContainerView } from '../../contract/index.ts';
import type { EngineEvent } from '../sandbox/index.ts';
import { containerView } from './view-of.ts';

/** The state of a container after an event. */
const STATE_AFTER: Readonly<Record<string, string>> = {
  create: 'created',
  start: 'running',
  restart: 'running',
  unpause: 'running',
  pause: 'paused',
  die: 'exited',
};

/** A node's containers after an event on one of them: events tell all that a list would, so none has to be read. */
export function afterEvent(
  node: string,
  containers: readonly ContainerView[],
  event: EngineEvent,
): readonly ContainerView[] {
  const { ID: id, Attributes: attributes } = event.Actor;
  const others = containers.filter((c) => c.id !== id);
  if (event.Action === 'destroy') return others;
  const before = containers.find((c) => c.id === id);
  const state = STATE_AFTER[event.Action] ?? before?.state;
  if (state === undefined) return containers;
  const view = containerView(node, {
    Id: id,
    Names: [attributes.name ?? before?.name ?? ''],
    Image: attributes.image ?? before?.image ?? '',
    State: state,
    Created: event.timeNano / 1e9,
    Labels: attributes,
  });
  const after = before ? { ...view, createdAt: before.createdAt } : { ...view, createdAt: Math.round(view.createdAt) };
  return before ? containers.map((c) => (c.id === id ? after : c)) : [...containers, after];
}
