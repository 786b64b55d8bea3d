import { isIPv4 } from 'node:net';
import type { EngineService, EngineTask } from '../sandbox/index.ts';

/** A port that every node answers for a service. */
export interface PlannedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The port of the tasks. */
  readonly targetPort: number;
  /** Addresses of the tasks that take connections now, on the ingress network. */
  readonly tasks: readonly string[];
}

/** An address that stands for all tasks of a service on a network. */
export interface PlannedAddress {
  readonly address: string;
  /** Addresses of the tasks that take connections now, on the same network. */
  readonly tasks: readonly string[];
}

export interface PlannedNetwork {
  readonly id: string;
  readonly addresses: readonly PlannedAddress[];
}

/** What the mesh of a swarm does: the same on every node. */
export interface MeshPlan {
  readonly ports: readonly PlannedPort[];
  readonly networks: readonly PlannedNetwork[];
}

/** Whether a task is to run and does; one with a health check runs only once it is well. */
export function isServing(task: EngineTask): boolean {
  return task.DesiredState === 'running' && task.Status.State === 'running';
}

/** What managers say of a swarm, and who of its tasks takes connections. */
export interface PlanInput {
  readonly services: readonly EngineService[];
  readonly tasks: readonly EngineTask[];
  isLive(task: EngineTask): boolean;
}

/**
 * Where connections to services go. Everything is in a fixed order, so that the same state gives the same plan. Whoever is
 * root on a manager decides what it says: what is no address and no port is left out.
 */
export function planMesh({ services, tasks, isLive }: PlanInput): MeshPlan {
  const ports = new Map<string, PlannedPort>();
  const networks = new Map<string, Map<string, PlannedAddress>>();
  const live = tasks.filter(isLive);
  // Its virtual addresses are how Docker's own mesh works inside; nobody calls them.
  const ingress = new Set(
    tasks
      .flatMap((task) => (task.NetworksAttachments ?? []).map(({ Network }) => Network))
      .filter(isIngress)
      .map((network) => network?.ID),
  );
  // Two services may tell the same port for a moment; in a fixed order the same one has it on all nodes.
  for (const service of inOrder(services, ({ ID }) => ID)) {
    const own = live.filter((task) => task.ServiceID === service.ID);
    const onIngress = addressesOf(own, isIngress);
    for (const port of portsOf(service)) ports.set(`${port.protocol} ${port.port}`, { ...port, tasks: onIngress });
    for (const { NetworkID: id, Addr } of service.Endpoint?.VirtualIPs ?? []) {
      const address = plainAddress(Addr);
      if (!address || !NETWORK_ID.test(id) || ingress.has(id)) continue;
      const addresses = networks.get(id) ?? new Map<string, PlannedAddress>();
      networks.set(id, addresses);
      addresses.set(address, { address, tasks: addressesOf(own, (network) => network?.ID === id) });
    }
  }
  return {
    ports: inOrder([...ports.values()], (p) => `${p.protocol} ${p.port}`),
    networks: inOrder(
      [...networks].map(([id, addresses]) => ({ id, addresses: inOrder([...addresses.values()], (a) => a.address) })),
      (network) => network.id,
    ),
  };
}

const NETWORK_ID = /^[a-z0-9]{10,64}$/;

type Network = NonNullable<EngineTask['NetworksAttachments']>[number]['Network'];

function isIngress(network: Network): boolean {
  return network?.Spec?.Ingress === true;
}

/** Addresses of tasks, on all networks or on some, in order. */
export function addressesOf(tasks: readonly EngineTask[], on: (network: Network) => boolean = () => true): string[] {
  const found = tasks.flatMap((task) =>
    (task.NetworksAttachments ?? []).filter(({ Network }) => on(Network)).map((a) => plainAddress(a.Addresses?.[0])),
  );
  return [...new Set(found.filter((address) => address !== undefined))].toSorted();
}

function portsOf(service: EngineService): Omit<PlannedPort, 'tasks'>[] {
  return (service.Endpoint?.Ports ?? []).flatMap((port) => {
    const { Protocol: protocol, PublishedPort: published, TargetPort: targetPort } = port;
    if (port.PublishMode === 'host' || (protocol !== 'tcp' && protocol !== 'udp')) return [];
    if (!isPort(published) || !isPort(targetPort)) return [];
    return [{ protocol, port: published, targetPort }];
  });
}

function isPort(port: unknown): port is number {
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536;
}

/** `10.0.1.2/24` without its length; undefined when it is no address. */
function plainAddress(given: string | undefined): string | undefined {
  const address = given?.split('/')[0] ?? '';
  return isIPv4(address) ? address : undefined;
}

function inOrder<T>(things: readonly T[], key: (thing: T) => string): T[] {
  return things.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
