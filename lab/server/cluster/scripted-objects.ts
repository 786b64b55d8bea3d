import type { EngineService, EngineSwarmNode, EngineTask } from '../sandbox/index.ts';

const BORN = '2026-01-01T00:00:00.000000000Z';
const versioned = (ID: string, Index = 1) => ({ ID, Version: { Index }, CreatedAt: BORN, UpdatedAt: BORN });

/** A member as `/nodes` lists it. */
export function swarmNode(hostname: string, role: 'manager' | 'worker', leader = false): EngineSwarmNode {
  return {
    ...versioned(`id-${hostname}`),
    Spec: { Role: role, Availability: 'active' },
    Description: { Hostname: hostname },
    Status: { State: 'ready', Addr: '10.0.0.9' },
    ...(role === 'manager'
      ? { ManagerStatus: { Leader: leader, Reachability: 'reachable', Addr: '10.0.0.9:2377' } }
      : {}),
  };
}

/** A replicated service as `/services` lists it. */
export function engineService(Name: string, Replicas = 1): EngineService {
  return {
    ...versioned(`id-${Name}`),
    Spec: {
      Name,
      Mode: { Replicated: { Replicas } },
      TaskTemplate: { ContainerSpec: { Image: 'alpine:3.22', Args: ['sleep', '100000'] } },
    },
  };
}

/** A task as `/tasks` lists it. */
export function engineTask(service: string, slot: number, state: string, more: Partial<EngineTask> = {}): EngineTask {
  return {
    ...versioned(`task-${service}-${slot}`),
    ServiceID: `id-${service}`,
    Slot: slot,
    NodeID: 'id-node1',
    DesiredState: 'running',
    Status: { Timestamp: BORN, State: state },
    ...more,
  };
}
