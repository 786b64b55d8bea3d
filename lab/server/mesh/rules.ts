import type { MeshPlan, PlannedNetwork, PlannedPort } from './plan.ts';

/** The rules of one namespace of a node. */
export interface NamespaceRules {
  /** Its file in the engine's folder of namespaces; `host` for the node's own. */
  readonly name: string;
  /** Text for `iptables-restore --noflush` that replaces the lab's own chains at once. */
  readonly text: string;
  /** Addresses that the namespace answers for. */
  readonly addresses: readonly string[];
  /** Where connections are sent to. */
  readonly tasks: ReadonlySet<string>;
  /** Ports (`port:53`) and addresses (`to:10.0.1.2`) that lead somewhere, as far as datagrams may be on their way to them. */
  readonly open: ReadonlySet<string>;
  /** It does nothing. */
  readonly isEmpty: boolean;
}

/** The node's own namespace, where published ports arrive. */
export const HOST = 'host';
/** Where Docker lets the traffic of published ports enter the ingress network. */
export const INGRESS = 'ingress_sbox';

/** Stands for the address of the ingress namespace on the node's bridge, which only the node knows. */
export const INGRESS_ADDRESS = '@INGRESS@';

/** The namespace through which containers of a network on a node reach the virtual addresses in it: Docker makes one for each. */
export function namespaceOf(networkId: string): string {
  return `lb_${networkId.slice(0, 9)}`;
}

/**
 * The rules of all namespaces that a plan concerns. They are those that Docker's own mesh has, with NAT in place of IPVS:
 * a node sends its published ports to the ingress namespace, which spreads them over tasks; the namespace of a network
 * answers for the virtual addresses in it and spreads their connections. Both put their own address in place of the
 * sender's, so that answers come back the same way, also to a task that calls itself.
 */
export function namespaceRules(plan: MeshPlan): NamespaceRules[] {
  return [hostRules(plan.ports), ingressRules(plan.ports), ...plan.networks.map(networkRules)];
}

/** Rules for a namespace of this name that do nothing. */
export function emptyRules(name: string): NamespaceRules {
  if (name === HOST) return hostRules([]);
  return namespace(name, [], { addresses: [], reached: [], open: [] });
}

function hostRules(ports: readonly PlannedPort[]): NamespaceRules {
  const entered = '-m conntrack --ctstate DNAT';
  return {
    name: HOST,
    addresses: [],
    tasks: new Set(),
    open: new Set(portKeys(ports)),
    isEmpty: ports.length === 0,
    text: lines(
      '*nat',
      ...CHAINS,
      '-I OUTPUT -j DEVCOIN-PRE',
      ...ports.map(
        ({ protocol, port }) =>
          `-A DEVCOIN-PRE -p ${protocol} --dport ${port} -m addrtype --dst-type LOCAL -j DNAT --to-destination ${INGRESS_ADDRESS}`,
      ),
      ...(ports.length > 0 ? [`-A DEVCOIN-POST -d ${INGRESS_ADDRESS} ${entered} -j MASQUERADE`] : []),
      'COMMIT',
      '*filter',
      ':DEVCOIN-FWD - [0:0]',
      '-I FORWARD -j DEVCOIN-FWD',
      ...(ports.length > 0
        ? [
            `-A DEVCOIN-FWD -d ${INGRESS_ADDRESS} ${entered} -j ACCEPT`,
            `-A DEVCOIN-FWD -s ${INGRESS_ADDRESS} ${entered} -j ACCEPT`,
          ]
        : []),
      'COMMIT',
    ),
  };
}

function ingressRules(ports: readonly PlannedPort[]): NamespaceRules {
  const spreads = ports.flatMap(({ protocol, port, targetPort, tasks }) =>
    spread(
      `-p ${protocol} --dport ${port} -m addrtype --dst-type LOCAL`,
      tasks.map((task) => `${task}:${targetPort}`),
    ),
  );
  const served = ports.filter(({ tasks }) => tasks.length > 0);
  return namespace(INGRESS, spreads, { addresses: [], reached: ports, open: portKeys(served) });
}

function networkRules({ id, addresses }: PlannedNetwork): NamespaceRules {
  // Other protocols, such as ping's, are answered by the namespace itself, as with IPVS.
  const spreads = addresses.flatMap(({ address, tasks }) =>
    ['tcp', 'udp'].flatMap((protocol) => spread(`-d ${address}/32 -p ${protocol}`, tasks)),
  );
  const served = addresses.filter(({ tasks }) => tasks.length > 0);
  return namespace(namespaceOf(id), spreads, {
    addresses: addresses.map(({ address }) => address),
    reached: addresses,
    open: served.map(({ address }) => `to:${address}`),
  });
}

interface Parts {
  readonly addresses: readonly string[];
  readonly reached: readonly { readonly tasks: readonly string[] }[];
  readonly open: readonly string[];
}

function namespace(name: string, spreads: readonly string[], { addresses, reached, open }: Parts): NamespaceRules {
  return {
    name,
    addresses,
    tasks: new Set(reached.flatMap(({ tasks }) => tasks)),
    open: new Set(open),
    isEmpty: addresses.length === 0 && spreads.length === 0,
    text: lines('*nat', ...CHAINS, ...spreads, '-A DEVCOIN-POST -m conntrack --ctstate DNAT -j MASQUERADE', 'COMMIT'),
  };
}

function portKeys(ports: readonly PlannedPort[]): string[] {
  return ports.filter(({ protocol }) => protocol === 'udp').map(({ port }) => `port:${port}`);
}

const CHAINS = [
  ':DEVCOIN-PRE - [0:0]',
  ':DEVCOIN-POST - [0:0]',
  '-I PREROUTING -j DEVCOIN-PRE',
  '-I POSTROUTING -j DEVCOIN-POST',
];

/** Each of n rules takes every nth of the connections that reach it, so that all get the same share, in turn. */
function spread(match: string, targets: readonly string[]): string[] {
  return targets.map((target, i) => {
    const left = targets.length - i;
    const share = left > 1 ? ` -m statistic --mode nth --every ${left} --packet 0` : '';
    return `-A DEVCOIN-PRE ${match}${share} -j DNAT --to-destination ${target}`;
  });
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
