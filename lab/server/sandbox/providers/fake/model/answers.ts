import type {
  EngineContainer,
  EngineImage,
  EngineInfo,
  EngineNetwork,
  EngineService,
  EngineStored,
  EngineSwarmNode,
  EngineTask,
} from '../../../engine-api.ts';
import { isKnownImage } from './programs.ts';
import { NO_LEADER_SENTENCE } from './refusals.ts';
import type { Container, Machine, Member, Network, Service, Stored, Swarm, Task } from './state.ts';

/** The engine of Debian 13, which real practice nodes run. */
export const ENGINE_VERSION = '26.1.5+dfsg1';

const time = (ms: number) => new Date(ms).toISOString();
const versioned = (o: { id: string; version: number; createdAt: number; updatedAt: number }) => ({
  ID: o.id,
  Version: { Index: o.version },
  CreatedAt: time(o.createdAt),
  UpdatedAt: time(o.updatedAt),
});

/** `GET /info`, the part that the lab reads. */
export function infoAnswer(machine: Machine): EngineInfo {
  const { membership } = machine;
  const base = { Name: machine.name, ServerVersion: ENGINE_VERSION };
  const none = {
    NodeID: '',
    NodeAddr: '',
    LocalNodeState: 'inactive',
    ControlAvailable: false,
    Error: '',
    RemoteManagers: null,
  } as const;
  if (!membership) return { ...base, Swarm: none };
  const { swarm, memberId } = membership;
  const isManager = swarm.members.get(memberId)?.role === 'manager';
  const hasLeader = swarm.leaderId !== undefined;
  const managers = [...swarm.members.values()].filter((m) => m.role === 'manager');
  return {
    ...base,
    Swarm: {
      NodeID: memberId,
      NodeAddr: swarm.members.get(memberId)?.address ?? machine.address,
      LocalNodeState: 'active',
      ControlAvailable: isManager,
      Error: isManager && !hasLeader ? NO_LEADER_SENTENCE : '',
      // Without a leader the real engine gives an empty cluster, not none.
      RemoteManagers: managers.map((m) => ({ NodeID: m.id, Addr: `${m.address}:2377` })),
      ...(isManager ? { Cluster: { ID: hasLeader ? swarm.id : '' } } : {}),
    },
  };
}

export function nodeAnswer(swarm: Swarm, member: Member): EngineSwarmNode {
  const reachability = member.reachable ? 'reachable' : 'unreachable';
  return {
    ...versioned(member),
    Spec: { Role: member.role, Availability: member.availability, Labels: { ...member.labels } },
    Description: { Hostname: member.machine },
    Status: {
      State: member.state,
      Addr: member.address,
      ...(member.state === 'down' ? { Message: 'heartbeat failure' } : {}),
    },
    ManagerStatus:
      member.role === 'manager'
        ? { Leader: swarm.leaderId === member.id, Reachability: reachability, Addr: `${member.address}:2377` }
        : null,
  };
}

export function serviceAnswer(service: Service): EngineService {
  const { spec } = service;
  const { template } = spec;
  return {
    ...versioned(service),
    Spec: {
      Name: spec.name,
      Labels: { ...spec.labels },
      Mode: spec.mode.kind === 'global' ? { Global: {} } : { Replicated: { Replicas: spec.mode.replicas } },
      TaskTemplate: {
        ContainerSpec: {
          Image: template.image,
          ...(template.command.length > 0 ? { Command: [...template.command] } : {}),
          ...(template.args.length > 0 ? { Args: [...template.args] } : {}),
          ...(template.secrets.length > 0 ? { Secrets: template.secrets.map((SecretName) => ({ SecretName })) } : {}),
          ...(template.configs.length > 0 ? { Configs: template.configs.map((ConfigName) => ({ ConfigName })) } : {}),
        },
        ...(template.networks.length > 0 ? { Networks: template.networks.map((Target) => ({ Target })) } : {}),
        ForceUpdate: template.forceUpdate,
      },
    },
    Endpoint: {
      Ports: spec.ports.map((p) => ({
        Protocol: p.protocol,
        TargetPort: p.target,
        PublishedPort: p.published,
        PublishMode: p.mode,
      })),
    },
    ...(service.update ? { UpdateStatus: { State: service.update.state } } : {}),
  };
}

export function taskAnswer(task: Task): EngineTask {
  return {
    ...versioned(task),
    ServiceID: task.serviceId,
    ...(task.slot === undefined ? {} : { Slot: task.slot }),
    ...(task.memberId === undefined ? {} : { NodeID: task.memberId }),
    DesiredState: task.desired,
    Spec: { ContainerSpec: { Image: task.template.image } },
    Status: {
      Timestamp: time(task.stateAt),
      State: task.state,
      Message: task.message,
      ...(task.err === undefined ? {} : { Err: task.err }),
      ...(task.containerId === undefined
        ? {}
        : { ContainerStatus: { ContainerID: task.containerId, ExitCode: task.exitCode ?? 0 } }),
    },
  };
}

export function containerAnswer(container: Container, networks: readonly Network[]): EngineContainer {
  const own = networks.filter(({ id }) => container.networks?.includes(id));
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.image,
    State: container.state,
    Created: Math.floor(container.createdAt / 1000),
    Labels: { ...container.labels },
    NetworkSettings: { Networks: Object.fromEntries(own.map(({ id, name }) => [name, { NetworkID: id }])) },
  };
}

/** Images of a practice node are there from the start. */
export function imageAnswer(reference: string): EngineImage | undefined {
  if (!isKnownImage(reference)) return undefined;
  return { Id: `sha256:${Buffer.from(reference).toString('hex').padEnd(64, '0').slice(0, 64)}`, Created: time(0) };
}

export function networkAnswer(network: Network): EngineNetwork {
  return {
    Id: network.id,
    Name: network.name,
    Driver: network.driver,
    Scope: network.scope,
    IPAM: { Config: network.subnet ? [{ Subnet: network.subnet }] : null },
  };
}

export function storedAnswer(stored: Stored): EngineStored {
  return { ID: stored.id, CreatedAt: time(stored.createdAt), Spec: { Name: stored.name } };
}

/** Configs are no secret. */
export function configAnswer(stored: Stored): EngineStored {
  const answer = storedAnswer(stored);
  return { ...answer, Spec: { ...answer.Spec, Data: Buffer.from(stored.data).toString('base64') } };
}
