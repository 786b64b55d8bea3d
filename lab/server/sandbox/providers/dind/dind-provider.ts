import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import { LabError, type NodePower } from '../../../../contract/index.ts';
import { nodeSecurity, type PreparedImages } from '../../../images/index.ts';
import { machinesOf, type OpenOptions, type Provider, type Sandbox, type SandboxSpec } from '../../provider.ts';
import { type FoundSandbox, findSandboxes } from './adopt-sandboxes.ts';
import { DindNode } from './dind-node.ts';
import { DindSandbox } from './dind-sandbox.ts';
import { remakeNode } from './make-node.ts';
import { addressesAt, type NodeLimits, type NodeMould, type NodePlan } from './node-container.ts';
import { type Opener, openSandbox, RESOLV_CONF, SubnetTaken } from './open-sandbox.ts';
import { connectOuterEngine, type OuterEngine } from './outer-engine.ts';
import { containerName, dataKey } from './ownership.ts';
import { type PowerWatch, watchPower } from './power-watch.ts';
import { type Remover, removeSandbox } from './remove-sandbox.ts';
import { createSubnetPool, type Prefixes, prefixOf, type SubnetPool } from './subnets.ts';

/** What the provider is made of. */
interface DindProviderOptions {
  /** Path of the engine's socket. */
  readonly docker: string;
  readonly dataDir: string;
  readonly images: PreparedImages;
  readonly log: Log;
  readonly limits?: Partial<NodeLimits>;
}

/** Enough for some thirty tasks on a node; a fork bomb ends here. No memory limit: what fits differs from host to host. */
const DEFAULT_LIMITS: NodeLimits = { pids: 3000, memoryBytes: 0 };

const SUBNET_TRIES = 5;
const REMOVAL_LIMIT_MS = 60_000;

/** A provider whose nodes are containers of one Docker engine, each with an engine of its own. */
export async function createDindProvider(options: DindProviderOptions): Promise<Provider> {
  const [dataDir, security] = await Promise.all([realpath(options.dataDir), nodeSecurity()]);
  return new DindProvider({ ...options, dataDir }, security);
}

class DindProvider implements Provider {
  readonly kind = 'dind';
  readonly #log: Log;
  readonly #outer: OuterEngine;
  readonly #powerWatch: PowerWatch;
  readonly #subnets: SubnetPool;
  readonly #opener: Opener;
  readonly #remover: Remover;
  readonly #open = new Map<string, DindSandbox>();
  /** Ids that are being opened or removed: a search for sandboxes of ended servers leaves them alone. */
  readonly #busy = new Set<string>();

  constructor({ docker, dataDir, images, log, limits }: DindProviderOptions, security: NodeMould['security']) {
    const key = dataKey(dataDir);
    const runRoot = join(dataDir, 'run');
    this.#log = log;
    this.#outer = connectOuterEngine(docker);
    this.#powerWatch = watchPower(this.#outer, key, log);
    this.#subnets = createSubnetPool(() => this.#engineSubnets());
    this.#remover = { outer: this.#outer, key, nodeImage: images.nodeImage, runRoot };
    const mould: NodeMould = {
      key,
      image: images.nodeImage,
      goldenVolume: images.goldenVolume,
      security,
      limits: { ...DEFAULT_LIMITS, ...limits },
      ...labUser(),
    };
    const nodeOf = (plan: NodePlan) => this.#node(plan, plan.index < plan.spec.nodes.length ? 'starting' : 'spare');
    this.#opener = { outer: this.#outer, mould, runRoot, online: images.online, nodeOf };
  }

  async open(spec: SandboxSpec, options: OpenOptions): Promise<Sandbox> {
    checkId(spec.id);
    options.signal.throwIfAborted();
    if (this.#open.has(spec.id) || this.#busy.has(spec.id)) {
      throw new LabError('badRequest', `There is a cluster ${spec.id} already. End it first, or give another name.`);
    }
    this.#busy.add(spec.id);
    try {
      const nodes = await this.#openOnFreeNetwork(spec, options);
      return this.#hold(spec, nodes);
    } catch (error) {
      await this.#removeAfterFailure(spec.id);
      throw error;
    } finally {
      this.#busy.delete(spec.id);
    }
  }

  async adopt(signal: AbortSignal): Promise<readonly Sandbox[]> {
    const isKnown = (id: string) => this.#open.has(id) || this.#busy.has(id);
    const found = await findSandboxes(this.#remover, isKnown, this.#log, signal);
    for (const sandbox of found) this.#rebuild(sandbox);
    return [...this.#open.values()];
  }

  async close(): Promise<void> {
    for (const sandbox of [...this.#open.values()]) sandbox.release();
    this.#powerWatch.close();
    this.#outer.close();
  }

  /** Another lab can take the same network at the same moment; then the next free one is tried. */
  async #openOnFreeNetwork(spec: SandboxSpec, options: OpenOptions): Promise<readonly DindNode[]> {
    for (let tries = 1; ; tries++) {
      const prefixes = await this.#takePrefixes(spec);
      try {
        return await openSandbox(this.#opener, spec, prefixes, options);
      } catch (error) {
        if (!(error instanceof SubnetTaken) || tries === SUBNET_TRIES) throw error;
        await this.#removeAfterFailure(spec.id);
      } finally {
        this.#givePrefixes(prefixes);
      }
    }
  }

  async #takePrefixes({ interfaces }: SandboxSpec): Promise<Prefixes> {
    const own = await this.#subnets.take();
    return interfaces === 2 ? { own, open: await this.#subnets.take(true) } : { own };
  }

  #givePrefixes({ own, open }: Prefixes): void {
    this.#subnets.give(own);
    if (open) this.#subnets.give(open);
  }

  async #removeAfterFailure(id: string): Promise<void> {
    try {
      await removeSandbox(this.#remover, id, AbortSignal.timeout(REMOVAL_LIMIT_MS));
    } catch (error) {
      this.#log.error({ err: error, sandbox: id }, 'what is left of a cluster is removed when the server starts again');
    }
  }

  #rebuild({ spec, nodes }: FoundSandbox): void {
    const { runRoot } = this.#remover;
    const prefixes = prefixesOf(nodes[0]);
    this.#hold(
      spec,
      nodes.map(({ name, power }, index) => {
        const runFolder = join(runRoot, spec.id, name);
        const resolvConf = join(runFolder, RESOLV_CONF);
        const known = existsSync(resolvConf) ? { resolvConf } : {};
        return this.#node({ spec, index, prefixes, runFolder, ...known }, power);
      }),
    );
  }

  #hold(spec: SandboxSpec, nodes: readonly DindNode[]): DindSandbox {
    const sandbox = new DindSandbox(spec, nodes, {
      remove: (signal) => this.#remove(spec.id, signal),
      onRelease: (released) => {
        if (this.#open.get(spec.id) === released) this.#open.delete(spec.id);
      },
    });
    this.#open.set(spec.id, sandbox);
    return sandbox;
  }

  async #remove(id: string, signal: AbortSignal): Promise<void> {
    this.#busy.add(id);
    try {
      await removeSandbox(this.#remover, id, signal);
    } finally {
      this.#busy.delete(id);
    }
  }

  #node(plan: NodePlan, power: NodePower): DindNode {
    const { spec, index, runFolder } = plan;
    const name = machinesOf(spec)[index] ?? '';
    const container = containerName(spec.id, name);
    const isSpare = index >= spec.nodes.length;
    return new DindNode({
      name,
      ...addressesAt(plan.prefixes, index),
      power,
      container,
      runFolder,
      ...(isSpare ? { remake: () => remakeNode(this.#opener, plan, container) } : {}),
      outer: this.#outer,
      powerWatch: this.#powerWatch,
      log: this.#log,
    });
  }

  async #engineSubnets(): Promise<readonly string[]> {
    const networks = await this.#outer.ask('list its networks', this.#outer.docker.listNetworks());
    return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
  }
}

/** The networks of a sandbox that was found, from the addresses of one of its nodes. */
function prefixesOf(node: FoundSandbox['nodes'][number] | undefined): Prefixes {
  const { address = '', publicAddress } = node ?? {};
  return { own: prefixOf(address), ...(publicAddress ? { open: prefixOf(publicAddress) } : {}) };
}

/** Names of containers and folders are made of it. */
function checkId(id: string): void {
  if (!/^[a-z0-9]{1,40}$/.test(id)) {
    throw new LabError('badRequest', `"${id}" cannot name a cluster: it takes lower-case letters and digits.`);
  }
}

function labUser(): Pick<NodeMould, 'owner'> {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? {} : { owner: { uid, gid: process.getgid?.() ?? uid } };
}
