import type { SwarmState } from './swarm-reader.ts';

/** Whether managers have yet to say which tasks go: a service has more than it asks for, or a drained node has some. */
export function isOwed({ members, services, tasks }: Omit<SwarmState, 'source'>): boolean {
  const wanted = tasks.filter((task) => task.DesiredState === 'running');
  const drained = new Set(members.filter(({ Spec }) => Spec?.Availability === 'drain').map(({ ID }) => ID));
  const hasTooMany = services.some(({ ID, Spec }) => {
    const asked = Spec?.Mode?.Replicated?.Replicas;
    return asked !== undefined && wanted.filter((task) => task.ServiceID === ID).length > asked;
  });
  return hasTooMany || wanted.some(({ NodeID }) => NodeID !== undefined && drained.has(NodeID));
}
