import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LabError } from '../../../../contract/index.ts';
import { machinesOf, type OpenOptions, type SandboxSpec, type ShellSize } from '../../provider.ts';
import type { DindNode } from './dind-node.ts';
import { makeNode, type NodeMaker, openToPublic } from './make-node.ts';
import type { NodePlan } from './node-container.ts';
import { sentenceOf } from './outer-engine.ts';
import { networkName, publicNetworkName, sandboxLabels } from './ownership.ts';
import type { Prefixes } from './subnets.ts';

/** What opening a sandbox needs of the provider. */
export interface Opener extends NodeMaker {
  /** The folder of the host in which each sandbox gets its run folder. */
  readonly runRoot: string;
  /** Whether the nodes can reach a registry. */
  readonly online: boolean;
  /** The node object for a container that is being made. */
  nodeOf(plan: NodePlan): DindNode;
}

/** Another lab on the same engine took the network in this moment. */
export class SubnetTaken extends Error {}

/**
 * Without a way out every task of an image with a tag would wait 20 s for a name server; this one refuses at once, and the
 * engine takes the image that the node has. Docker's own server would ask on, so that it is put aside.
 */
const NO_NAME_SERVER = 'nameserver 127.0.0.1\n';
/** Its name in the run folder of a node: each has its own, for a learner may write another name server into it. */
export const RESOLV_CONF = 'resolv.conf';

/** The shell that a learner meets first is there before anybody asks; its size comes with the first viewer. */
const FIRST_SHELL = 'main';
const FIRST_SIZE: ShellSize = { cols: 80, rows: 24 };

/**
 * Makes a sandbox's networks and machines; resolves when every node's engine answers, and every spare waits to be started. What
 * was made stays when it fails, and nothing is being made any more then.
 */
export async function openSandbox(
  opener: Opener,
  spec: SandboxSpec,
  prefixes: Prefixes,
  options: OpenOptions,
): Promise<readonly DindNode[]> {
  await makeRunFolders(opener, spec);
  const failed = new AbortController();
  const stop = AbortSignal.any([options.signal, failed.signal]);
  const plans = machinesOf(spec).map((name, index): NodePlan => {
    const runFolder = join(opener.runRoot, spec.id, name);
    const resolver = opener.online ? {} : { resolvConf: join(runFolder, RESOLV_CONF) };
    return { spec, index, prefixes, runFolder, ...resolver };
  });
  const nodes = plans.map((plan) => opener.nodeOf(plan));
  const progress = createProgress(spec, options);
  const networks = makeNetworks(opener, spec, prefixes);
  const boots = nodes.map(async (node, index) => {
    const plan = plans[index];
    if (!plan) return;
    const container = await makeContainer(opener, plan, networks, stop);
    if (index >= spec.nodes.length) return;
    await opener.outer.ask(`start ${node.name}`, container.start());
    if (index === 0) warm(node);
    await node.whenUp(stop);
    progress.up(node.name);
  });
  const steps = [networks, ...boots].map((step) => step.catch((error) => failed.abort(error)));
  await Promise.all(steps);
  if (stop.aborted) {
    for (const node of nodes) node.release();
    throw stop.reason;
  }
  for (const node of nodes.slice(1, spec.nodes.length)) warm(node);
  return nodes;
}

/** A shell costs as much of a processor as a tenth of a boot, so that only the first is started while nodes boot. */
function warm(node: DindNode): void {
  void node.warmShell(FIRST_SHELL, FIRST_SIZE);
}

function createProgress(spec: SandboxSpec, { onProgress }: OpenOptions) {
  const up = new Set<string>();
  const count = spec.nodes.length;
  onProgress?.({ message: `Starting ${count} ${count === 1 ? 'node' : 'nodes'}.`, up: [] });
  return {
    up(name: string) {
      up.add(name);
      const message = `${up.size} of ${count} nodes ${up.size === 1 ? 'is' : 'are'} up.`;
      onProgress?.({ message, up: spec.nodes.filter((node) => up.has(node)) });
    },
  };
}

/** Each node's folder is its own; nobody but the lab and the nodes gets to them. */
async function makeRunFolders({ runRoot, online, mould }: Opener, spec: SandboxSpec): Promise<void> {
  const folder = join(runRoot, spec.id);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await Promise.all(machinesOf(spec).map((name) => makeRunFolder(join(folder, name), online)));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
    throw new LabError(
      'noDisk',
      `The disk with ${runRoot} is full, so no cluster of ${mould.image} can start. Make room.`,
    );
  }
}

async function makeRunFolder(folder: string, online: boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (online) return;
  const resolvConf = join(folder, RESOLV_CONF);
  await writeFile(resolvConf, NO_NAME_SERVER);
  await chmod(resolvConf, 0o644);
}

async function makeNetworks(opener: Opener, { id }: SandboxSpec, { own, open }: Prefixes): Promise<void> {
  await Promise.all([
    makeNetwork(opener, id, { name: networkName(id), prefix: own }),
    ...(open ? [makeNetwork(opener, id, { name: publicNetworkName(id), prefix: open })] : []),
  ]);
}

async function makeNetwork(
  { outer, mould }: Opener,
  sandbox: string,
  { name, prefix }: { readonly name: string; readonly prefix: string },
): Promise<void> {
  const request = outer.docker.createNetwork({
    Name: name,
    Driver: 'bridge',
    CheckDuplicate: true,
    IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24`, Gateway: `${prefix}.1` }] },
    Labels: sandboxLabels(mould.key, sandbox),
  });
  try {
    await outer.ask('make the network of a cluster', request);
  } catch (error) {
    // Another program has taken the addresses since they were chosen.
    throw error instanceof LabError && /overlap/i.test(sentenceOf(error.cause)) ? new SubnetTaken(prefix) : error;
  }
}

/** The container may be made before its network is there, but not started. */
async function makeContainer(
  opener: Opener,
  plan: NodePlan,
  networks: Promise<void>,
  stop: AbortSignal,
): Promise<Docker.Container> {
  stop.throwIfAborted();
  const container = await makeNode(opener, plan);
  await networks;
  stop.throwIfAborted();
  await openToPublic(opener, plan, container);
  stop.throwIfAborted();
  return container;
}
