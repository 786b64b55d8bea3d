import { type ClusterSnapshot, memberOf, type TaskView } from './cluster.ts';

/** A port that the routing mesh publishes, the nodes at which it answers, and the tasks that may answer there. */
export interface MeshPath {
  readonly service: string;
  readonly port: number;
  readonly target: number;
  readonly protocol: string;
  /** Names of nodes: all that are on and in the swarm, whether they have a task or not. */
  readonly nodes: readonly string[];
  readonly tasks: readonly TaskView[];
}

/** The ways through the routing mesh as far as a snapshot tells them: which task answers a request nobody knows before. */
export function meshPaths(snapshot: ClusterSnapshot): readonly MeshPath[] {
  const isIn = (name: string): boolean => memberOf(snapshot, name)?.state === 'ready';
  const nodes = snapshot.nodes.filter(({ name, power }) => power === 'running' && isIn(name)).map(({ name }) => name);
  return snapshot.services.flatMap(({ id, name: service, ports }) => {
    const tasks = snapshot.tasks.filter(
      (task) => task.serviceId === id && task.state === 'running' && task.desired === 'running',
    );
    return ports
      .filter(({ mode }) => mode === 'ingress')
      .map(({ published: port, target, protocol }) => ({ service, port, target, protocol, nodes, tasks }));
  });
}
