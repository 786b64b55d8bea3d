import {
  type ContainerView,
  type NetworkView,
  type ServiceView,
  type StoredView,
  type SwarmMember,
  TASK_STATES,
  type TaskState,
  type TaskView,
} from '../../contract/index.ts';
import type {
  EngineContainer,
  EngineNetwork,
  EngineService,
  EngineStored,
  EngineSwarmNode,
  EngineTask,
} from '../sandbox/index.ts';

/** Labels that Swarm puts on its containers, and `docker stack` on its services. */
const SERVICE_LABEL = 'com.docker.swarm.service.name';
const TASK_LABEL = 'com.docker.swarm.task.id';
const STACK_LABEL = 'com.docker.stack.namespace';
/** Labels of both versions of compose. */
const COMPOSE_LABEL = 'com.docker.compose.service';
const PROJECT_LABEL = 'com.docker.compose.project';
const ONE_OFF_LABEL = 'com.docker.compose.oneoff';

/** What a task says only together with other objects. */
export interface TaskSurroundings {
  readonly serviceName: string;
  /** The host name of the member it is assigned to. */
  readonly node?: string;
}

/** A member of the swarm from an entry of `/nodes`. */
export function memberView(node: EngineSwarmNode): SwarmMember {
  const manager = node.ManagerStatus ?? undefined;
  return {
    id: node.ID,
    // One that is just joining has told nothing of itself yet.
    hostname: node.Description?.Hostname ?? '',
    role: node.Spec.Role,
    availability: node.Spec.Availability,
    state: node.Status.State ?? 'unknown',
    leader: manager?.Leader ?? false,
    ...(manager ? { reachability: manager.Reachability } : {}),
    address: memberAddress(node.Status.Addr, manager?.Addr),
    labels: node.Spec.Labels ?? {},
    version: node.Version.Index,
  };
}

/** The leader lists itself with 0.0.0.0 in some engines; its manager address is then the true one. */
function memberAddress(own: string | undefined, manager: string | undefined): string {
  if (own && own !== '0.0.0.0' && own !== '127.0.0.1') return own;
  return manager?.replace(/:\d+$/, '') || own || '';
}

/** A service from an entry of `/services`; networks by name where the name is known. */
export function serviceView(service: EngineService, networkName: (id: string) => string | undefined): ServiceView {
  const { Spec: spec } = service;
  const container = spec.TaskTemplate.ContainerSpec;
  const replicas = spec.Mode.Replicated?.Replicas;
  const stack = spec.Labels?.[STACK_LABEL];
  const updateState = service.UpdateStatus?.State;
  return {
    id: service.ID,
    name: spec.Name,
    mode: serviceMode(spec.Mode),
    ...(replicas === undefined ? {} : { replicas }),
    image: container?.Image ?? '',
    command: container?.Command ?? [],
    args: container?.Args ?? [],
    networks: (spec.TaskTemplate.Networks ?? []).map((n) => networkName(n.Target) ?? n.Target),
    ports: (service.Endpoint?.Ports ?? []).map((port) => ({
      published: port.PublishedPort ?? 0,
      target: port.TargetPort,
      protocol: port.Protocol,
      mode: port.PublishMode ?? 'ingress',
    })),
    secrets: (container?.Secrets ?? []).map((s) => s.SecretName),
    configs: (container?.Configs ?? []).map((c) => c.ConfigName),
    ...present(
      'secretFiles',
      (container?.Secrets ?? []).flatMap((s) => (s.File ? [{ name: s.SecretName, target: s.File.Name }] : [])),
    ),
    ...present(
      'configFiles',
      (container?.Configs ?? []).flatMap((c) => (c.File ? [{ name: c.ConfigName, target: c.File.Name }] : [])),
    ),
    ...present(
      'aliases',
      (spec.TaskTemplate.Networks ?? []).flatMap((n) => n.Aliases ?? []),
    ),
    ...present('env', container?.Env ?? []),
    ...present(
      'volumes',
      (container?.Mounts ?? []).flatMap((m) => (m.Type === 'volume' && m.Source ? [m.Source] : [])),
    ),
    ...present('constraints', spec.TaskTemplate.Placement?.Constraints ?? []),
    ...(stack === undefined ? {} : { stack }),
    ...(updateState ? { updateState } : {}),
    version: service.Version.Index,
    createdAt: Date.parse(service.CreatedAt),
  };
}

/** Absent where there is nothing: most services have none of these. */
function present<K extends string, T>(key: K, values: readonly T[]): { readonly [P in K]?: readonly T[] } {
  return values.length > 0 ? ({ [key]: values } as { readonly [P in K]: readonly T[] }) : {};
}

function serviceMode(mode: EngineService['Spec']['Mode']): ServiceView['mode'] {
  if (mode.Global) return 'global';
  if (mode.ReplicatedJob) return 'replicated-job';
  if (mode.GlobalJob) return 'global-job';
  return 'replicated';
}

/** A task from an entry of `/tasks`. */
export function taskView(task: EngineTask, around: TaskSurroundings): TaskView {
  const { Status: status } = task;
  const state = taskState(status.State);
  const container = status.ContainerStatus;
  const made = task.Spec?.ContainerSpec;
  const hasEnded = state === 'complete' || state === 'failed' || state === 'shutdown';
  return {
    id: task.ID,
    serviceId: task.ServiceID,
    serviceName: around.serviceName,
    ...(task.Slot ? { slot: task.Slot } : {}),
    ...(task.NodeID ? { memberId: task.NodeID } : {}),
    ...(made?.Image ? { image: made.Image } : {}),
    ...(made?.Configs?.length ? { configs: made.Configs.map((config) => config.ConfigName) } : {}),
    ...(around.node ? { node: around.node } : {}),
    state,
    desired: taskState(task.DesiredState),
    ...(status.Message ? { message: status.Message } : {}),
    ...(status.Err ? { error: status.Err } : {}),
    // While it runs the engine says 0, which is no exit code.
    ...(hasEnded && container?.ExitCode !== undefined ? { exitCode: container.ExitCode } : {}),
    ...(container?.ContainerID ? { containerId: container.ContainerID } : {}),
    createdAt: Date.parse(task.CreatedAt),
    stateAt: Date.parse(status.Timestamp),
    updatedAt: Date.parse(task.UpdatedAt),
  };
}

function taskState(word: string): TaskState {
  return (TASK_STATES as readonly string[]).includes(word) ? (word as TaskState) : 'new';
}

/** A container from an entry of `/containers/json`. */
export function containerView(node: string, container: EngineContainer): ContainerView {
  const service = container.Labels[SERVICE_LABEL];
  const taskId = container.Labels[TASK_LABEL];
  const compose = container.Labels[COMPOSE_LABEL];
  const isOneOff = container.Labels[ONE_OFF_LABEL] === 'True';
  return {
    key: `${node}/${container.Id}`,
    id: container.Id,
    node,
    name: (container.Names[0] ?? '').replace(/^\//, ''),
    image: container.Image,
    state: container.State,
    createdAt: container.Created * 1000,
    ...(service === undefined ? {} : { service }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(compose === undefined || isOneOff ? {} : { compose, project: container.Labels[PROJECT_LABEL] ?? '' }),
  };
}

/** A network from an entry of `/networks`. */
export function networkView(network: EngineNetwork): NetworkView {
  const subnet = network.IPAM?.Config?.[0]?.Subnet;
  return {
    id: network.Id,
    name: network.Name,
    driver: network.Driver,
    scope: network.Scope,
    ...(subnet ? { subnet } : {}),
  };
}

/** A secret or a config. */
export function storedView(stored: EngineStored): StoredView {
  return { id: stored.ID, name: stored.Spec.Name, createdAt: Date.parse(stored.CreatedAt) };
}
