import fc from 'fast-check';
import { TASK_STATES } from '../../contract/index.ts';
import type { EngineService, EngineTask } from '../sandbox/index.ts';

export const INGRESS_ID = 'ingressingressingressing';
const VERSIONED = { Version: { Index: 1 }, CreatedAt: '', UpdatedAt: '' };

export interface ServiceWish {
  readonly id: string;
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly from: number;
    readonly to: number;
    readonly mode?: 'ingress' | 'host';
  }[];
  readonly addresses?: Readonly<Record<string, string>>;
  readonly update?: string;
  readonly replicas?: number;
}

/** A service as a manager tells it; `addresses` are its virtual ones by network. */
export function service({ id, ports = [], addresses = {}, update, replicas = 9 }: ServiceWish): EngineService {
  return {
    ...VERSIONED,
    ID: id,
    Spec: { Name: id, Mode: { Replicated: { Replicas: replicas } }, TaskTemplate: {} },
    Endpoint: {
      Ports: ports.map(({ protocol = 'tcp', from, to, mode = 'ingress' }) => ({
        Protocol: protocol,
        PublishedPort: from,
        TargetPort: to,
        PublishMode: mode,
      })),
      VirtualIPs: Object.entries(addresses).map(([NetworkID, address]) => ({ NetworkID, Addr: `${address}/24` })),
    },
    ...(update ? { UpdateStatus: { State: update } } : {}),
  };
}

export interface TaskWish {
  readonly id: string;
  readonly service: string;
  readonly node?: string;
  readonly state?: string;
  readonly desired?: string;
  readonly addresses?: Readonly<Record<string, string>>;
}

/** A task as a manager tells it; `addresses` are its own by network. */
export function task({
  id,
  service: of,
  node = 'id-node1',
  state = 'running',
  desired = 'running',
  addresses = {},
}: TaskWish): EngineTask {
  return {
    ...VERSIONED,
    ID: id,
    ServiceID: of,
    NodeID: node,
    DesiredState: desired,
    Status: { Timestamp: '', State: state },
    NetworksAttachments: Object.entries(addresses).map(([ID, address]) => ({
      Network: { ID, Spec: { Ingress: ID === INGRESS_ID } },
      Addresses: [`${address}/24`],
    })),
  };
}

export interface World {
  readonly services: readonly EngineService[];
  readonly tasks: readonly EngineTask[];
}

const NETWORKS = ['backbackbackback1', 'frontfrontfront12'] as const;

/** One number may be published for TCP and for UDP. */
function portOf(ports: readonly { readonly protocol: string }[], s: number, p: number): number {
  const isTwice = new Set(ports.map(({ protocol }) => protocol)).size < ports.length;
  return 8000 + s * 10 + (isTwice ? p : 0);
}

/** Swarms of up to four services, some on one network, some on two, with tasks in all states. */
export const worlds: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      networks: fc.subarray([...NETWORKS]),
      ports: fc.array(
        fc.record({
          protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
          mode: fc.constantFrom('ingress' as const, 'host' as const),
        }),
        { maxLength: 2 },
      ),
      tasks: fc.array(
        fc.record({
          // A task with a health check is `starting` until it is well.
          state: fc.oneof(
            { weight: 2, arbitrary: fc.constant('running') },
            { weight: 1, arbitrary: fc.constantFrom(...TASK_STATES) },
          ),
          desired: fc.constantFrom('running', 'running', 'running', 'shutdown', 'remove'),
        }),
        { maxLength: 7 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((wishes) => ({
    services: wishes.map((wish, s) =>
      service({
        id: `service${s}`,
        ports: wish.ports.map(({ protocol, mode }, p) => ({
          protocol,
          mode,
          from: portOf(wish.ports, s, p),
          to: 80 + p,
        })),
        addresses: Object.fromEntries(
          wish.networks.map((network) => [network, `10.0.${NETWORKS.indexOf(network) + 1}.${s + 1}`]),
        ),
      }),
    ),
    tasks: wishes.flatMap((wish, s) =>
      wish.tasks.map(({ state, desired }, t) => {
        const host = 100 + s * 10 + t;
        const own = wish.networks.map((network) => [network, `10.0.${NETWORKS.indexOf(network) + 1}.${host}`]);
        return task({
          id: `task${s}.${t}`,
          service: `service${s}`,
          state,
          desired,
          addresses: Object.fromEntries([...own, [INGRESS_ID, `10.0.0.${host}`]]),
        });
      }),
    ),
  }));

export interface Packet {
  readonly protocol: string;
  readonly to?: string;
  readonly port: number;
}

/** Where rules send the first packets of so many connections, as the kernel would read them: `--mode nth` counts per rule. */
export function send(text: string, packet: Packet, times: number): (string | undefined)[] {
  const rules = text
    .split('\n')
    .filter((line) => line.startsWith('-A DEVCOIN-PRE '))
    .map((line) => ({ line, seen: 0 }));
  const option = (line: string, name: string): string | undefined => new RegExp(` ${name} (\\S+)`).exec(line)?.[1];
  return Array.from({ length: times }, () => {
    for (const rule of rules) {
      const { line } = rule;
      const to = option(line, '-d');
      const port = option(line, '--dport');
      if (option(line, '-p') !== packet.protocol || (to && to !== `${packet.to}/32`)) continue;
      if (port && Number(port) !== packet.port) continue;
      const every = Number(option(line, '--every') ?? 1);
      if (rule.seen++ % every === 0) return option(line, '--to-destination');
    }
    return undefined;
  });
}
