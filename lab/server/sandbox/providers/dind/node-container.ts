import type Docker from 'dockerode';
import { machinesOf, type SandboxSpec } from '../../provider.ts';
import { containerName, type NodeAddresses, networkName, nodeLabels } from './ownership.ts';
import { nodeAddress, type Prefixes } from './subnets.ts';

/** What a node may take of the host. */
export interface NodeLimits {
  /** Processes and threads. A node that starts ten tasks has peaks of a few hundred. */
  readonly pids: number;
  /** Memory in bytes; 0 for no limit. */
  readonly memoryBytes: number;
}

/** What all nodes of a provider have in common. */
export interface NodeMould {
  readonly key: string;
  readonly image: string;
  readonly goldenVolume: string;
  /** What its engine may do on the host. */
  readonly security: Docker.HostConfig;
  readonly limits: NodeLimits;
  /** The user that runs the lab, when it is not root: it gets the node's sockets. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** One node to be made. */
export interface NodePlan {
  readonly spec: SandboxSpec;
  /** Its place among all machines of the sandbox. */
  readonly index: number;
  readonly prefixes: Prefixes;
  /** The folder on the host that the node sees as /run/lab. */
  readonly runFolder: string;
  /** A resolv.conf on the host for nodes without a way out. */
  readonly resolvConf?: string;
}

/** The request that makes a node's container. */
export function nodeContainer(mould: NodeMould, plan: NodePlan): Docker.ContainerCreateOptions {
  const { spec, index, prefixes } = plan;
  const name = machinesOf(spec)[index] ?? '';
  const at = addressesAt(prefixes, index);
  const network = networkName(spec.id);
  const labels = nodeLabels(mould.key, spec, name, at);
  return {
    name: containerName(spec.id, name),
    Image: mould.image,
    Hostname: name,
    Labels: labels,
    Env: environment(mould, spec),
    HostConfig: hostConfig(mould, plan, labels),
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: at.address } } } },
  };
}

/** The addresses of a machine, by its place. */
export function addressesAt({ own, open }: Prefixes, index: number): NodeAddresses {
  return { address: nodeAddress(own, index), ...(open ? { publicAddress: nodeAddress(open, index) } : {}) };
}

/** Machines that are rented, and those with a public address, are reached by SSH. */
function environment({ owner }: NodeMould, { spares, interfaces }: SandboxSpec): string[] {
  const ssh = interfaces === 2 || (spares?.length ?? 0) > 0 ? ['LAB_SSH=1'] : [];
  return owner ? [`LAB_UID=${owner.uid}`, `LAB_GID=${owner.gid}`, ...ssh] : ssh;
}

function hostConfig(mould: NodeMould, plan: NodePlan, labels: Record<string, string>): Docker.HostConfig {
  return {
    ...mould.security,
    NetworkMode: networkName(plan.spec.id),
    // Docker writes the node's own name itself; twice in the file, `hostname -i` would give its address twice.
    ExtraHosts: machinesOf(plan.spec).flatMap((other, at) =>
      at === plan.index ? [] : [`${other}:${nodeAddress(plan.prefixes.own, at)}`],
    ),
    Mounts: nodeMounts(mould, plan, labels),
    PidsLimit: mould.limits.pids,
    Memory: mould.limits.memoryBytes,
    RestartPolicy: { Name: 'no' },
    LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
  };
}

function nodeMounts(mould: NodeMould, plan: NodePlan, labels: Record<string, string>): Docker.MountConfig {
  const name = machinesOf(plan.spec)[plan.index] ?? '';
  const mounts: Docker.MountConfig = [
    {
      Type: 'volume',
      Source: containerName(plan.spec.id, name),
      Target: '/var/lib/docker',
      VolumeOptions: { NoCopy: true, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
    },
    {
      Type: 'volume',
      Source: mould.goldenVolume,
      Target: '/golden',
      ReadOnly: true,
      VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
    },
    { Type: 'bind', Source: plan.runFolder, Target: '/run/lab' },
  ];
  if (plan.resolvConf) {
    mounts.push({ Type: 'bind', Source: plan.resolvConf, Target: '/etc/resolv.conf' });
  }
  return mounts;
}
