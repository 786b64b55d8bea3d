import { tellContainer } from './events.ts';
import { longId, madeUpName } from './ids.ts';
import { programLife } from './programs.ts';
import { conflict, notFound } from './refusals.ts';
import type { Cluster, Container, Machine } from './state.ts';

/** Exit code of a program that was killed, or that ended by the signal TERM. */
export const KILLED = 137;

export interface ContainerWish {
  readonly name?: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly autoRemove?: boolean;
}

/** Makes a container on an engine; it does not run yet. */
export function createContainer(cluster: Cluster, machine: Machine, wish: ContainerWish): Container {
  const name = wish.name ?? madeUpName(cluster.random);
  const taken = [...machine.containers.values()].find((c) => c.name === name);
  if (taken)
    throw conflict(
      `Conflict. The container name "/${name}" is already in use by container "${taken.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  const container: Container = {
    ...wish,
    id: longId(cluster.random),
    name,
    createdAt: cluster.now(),
    state: 'created',
    endsWith: 0,
  };
  machine.containers.set(container.id, container);
  tellContainer(cluster, machine, container, 'create');
  return container;
}

/** Starts its program; false when the image has no such program. */
export function startContainer(cluster: Cluster, machine: Machine, container: Container): boolean {
  const life = programLife(container.image, container.command);
  if (!life) return false;
  const now = cluster.now();
  container.state = 'running';
  container.startedAt = now;
  container.exitCode = undefined;
  container.finishedAt = undefined;
  // A program that ends at once is seen running for one step: nothing on a screen is shorter.
  container.endsAt =
    life.endsAfterMs === undefined ? undefined : now + Math.max(life.endsAfterMs, cluster.timing.stepMs);
  container.endsWith = life.exitCode;
  tellContainer(cluster, machine, container, 'start');
  return true;
}

/** Its program is over. */
export function endContainer(cluster: Cluster, machine: Machine, container: Container, exitCode: number): void {
  if (container.state !== 'running') return;
  container.state = 'exited';
  container.exitCode = exitCode;
  container.finishedAt = cluster.now();
  tellContainer(cluster, machine, container, 'die', { exitCode: String(exitCode) });
  if (container.autoRemove) removeContainer(cluster, machine, container);
}

/** `docker kill`, or the end of a stop that was not heeded. */
export function killContainer(cluster: Cluster, machine: Machine, container: Container): void {
  if (container.state !== 'running') return;
  tellContainer(cluster, machine, container, 'kill', { signal: '9' });
  endContainer(cluster, machine, container, KILLED);
}

/** Takes it away, running or not. */
export function removeContainer(cluster: Cluster, machine: Machine, container: Container): void {
  if (!machine.containers.has(container.id)) return;
  killContainer(cluster, machine, container);
  if (machine.containers.delete(container.id)) tellContainer(cluster, machine, container, 'destroy');
}

/** The container of a name, an id or the beginning of an id. */
export function findContainer(machine: Machine, key: string): Container {
  const all = [...machine.containers.values()];
  const found = all.find((c) => c.name === key || c.id === key) ?? all.find((c) => c.id.startsWith(key));
  if (!found || key === '') throw notFound(`No such container: ${key}`);
  return found;
}

/** Ends the programs whose time is over. */
export function endDuePrograms(cluster: Cluster, now: number, wakeAt: (at: number) => void): void {
  for (const machine of cluster.machines) {
    if (machine.power !== 'running') continue;
    for (const container of machine.containers.values()) {
      if (container.state !== 'running' || container.endsAt === undefined) continue;
      if (container.endsAt <= now) endContainer(cluster, machine, container, container.endsWith);
      else wakeAt(container.endsAt);
    }
  }
}
