import { mkdir, readdir } from 'node:fs/promises';
import type Docker from 'dockerode';
import type { Logger as Log } from 'pino';
import type { NodePower } from '../../../../contract/index.ts';
import { machinesOf, type SandboxSpec } from '../../provider.ts';
import { LABELS, networkName, ownedBy, publicNetworkName } from './ownership.ts';
import { type Remover, removeSandbox } from './remove-sandbox.ts';

/** A node's container as it was found. */
interface FoundNode {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly power: NodePower;
}

/** A sandbox of which everything is there. */
export interface FoundSandbox {
  readonly spec: SandboxSpec;
  readonly nodes: readonly FoundNode[];
}

/** What is on the engine and in the run folder, of this data folder. */
interface Inventory {
  readonly containers: readonly Docker.ContainerInfo[];
  readonly networks: ReadonlySet<string>;
  /** Ids of all sandboxes that own anything. */
  readonly ids: ReadonlySet<string>;
}

/** Finds the sandboxes of ended servers. One of which a part is missing, or that never came up, is removed with all it owns. */
export async function findSandboxes(
  remover: Remover,
  isKnown: (id: string) => boolean,
  log: Log,
  signal: AbortSignal,
): Promise<readonly FoundSandbox[]> {
  const inventory = await takeInventory(remover);
  const found: FoundSandbox[] = [];
  for (const id of inventory.ids) {
    signal.throwIfAborted();
    if (isKnown(id)) continue;
    const whole = wholeSandbox(inventory, id);
    if (whole) {
      found.push(whole);
      continue;
    }
    log.warn({ sandbox: id }, 'a cluster of an ended server is not whole, so it is removed');
    await removeSandbox(remover, id, signal);
  }
  return found;
}

async function takeInventory({ outer, key, runRoot }: Remover): Promise<Inventory> {
  const filters = ownedBy(key);
  await mkdir(runRoot, { recursive: true, mode: 0o700 });
  const [containers, networks, volumes, folders] = await Promise.all([
    outer.ask('list the nodes', outer.docker.listContainers({ all: true, filters })),
    outer.ask('list the networks', outer.docker.listNetworks({ filters })),
    outer.ask('list the disks', outer.docker.listVolumes({ filters })),
    readdir(runRoot),
  ]);
  const labels = [...containers, ...networks, ...(volumes.Volumes ?? [])].map(
    (thing) => thing.Labels?.[LABELS.sandbox],
  );
  const ids = new Set([...labels.filter((id) => id !== undefined), ...folders]);
  return { containers, networks: new Set(networks.map(({ Name }) => Name)), ids };
}

function wholeSandbox({ containers, networks }: Inventory, id: string): FoundSandbox | undefined {
  const own = containers.filter(({ Labels }) => Labels[LABELS.sandbox] === id);
  const spec = parseSpec(own[0]?.Labels[LABELS.spec]);
  if (!spec || !networks.has(networkName(id))) return undefined;
  if (spec.interfaces === 2 && !networks.has(publicNetworkName(id))) return undefined;
  const nodes: FoundNode[] = [];
  for (const name of machinesOf(spec)) {
    const container = own.find(({ Labels }) => Labels[LABELS.node] === name);
    const address = container?.Labels[LABELS.address];
    const publicAddress = container?.Labels[LABELS.public];
    const power = container && powerOf(container.State, spec.spares?.includes(name) ?? false);
    if (!address || !power) return undefined;
    nodes.push({ name, address, ...(publicAddress ? { publicAddress } : {}), power });
  }
  return { spec, nodes };
}

/** A node that never ran was never handed over; a machine that never ran is one that nobody created yet. */
function powerOf(state: string, isSpare: boolean): NodePower | undefined {
  return state === 'created' && isSpare ? 'spare' : POWER_OF_STATE[state];
}

const POWER_OF_STATE: Readonly<Record<string, NodePower>> = {
  running: 'running',
  restarting: 'running',
  paused: 'paused',
  exited: 'stopped',
  dead: 'stopped',
};

function parseSpec(text: string | undefined): SandboxSpec | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as SandboxSpec);
  } catch {
    return undefined;
  }
}
