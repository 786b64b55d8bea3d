import type { Logger as Log } from 'pino';
import { LabError } from '../../../../contract/index.ts';
import type { OpenOptions, Provider, Sandbox, SandboxSpec } from '../../provider.ts';
import { wait } from './clock.ts';
import { FakeNode } from './sandbox-node.ts';
import { sentinelOf } from './sentinels.ts';
import { createFakeWorld, type FakeWorld, type FakeWorldOptions, type Held } from './world.ts';

export interface FakeProviderOptions extends FakeWorldOptions {
  readonly log: Log;
  /** A world that is there already: what an ended server left. */
  readonly world?: FakeWorld;
}

/** A provider without Docker: clusters that live in memory and behave like a swarm. */
export function createFakeProvider(o: FakeProviderOptions): Provider {
  const world = o.world ?? createFakeWorld(o);
  const sandboxes = new Set<Sandbox>();
  const take = (held: Held): Sandbox => {
    const sandbox = createSandbox(world, held, () => sandboxes.delete(sandbox));
    sandboxes.add(sandbox);
    return sandbox;
  };
  return {
    kind: 'fake',
    async open(spec, options) {
      options.signal.throwIfAborted();
      if (sentinelOf(spec).isFull)
        throw new LabError('full', 'No seat is free on this host. Try again when another learner has left.');
      if (world.held.has(spec.id))
        throw new LabError('badRequest', `There is a sandbox ${spec.id} already; take another id.`);
      const held = world.add(spec);
      try {
        await bringUp(world, held, options);
      } catch (error) {
        world.remove(spec.id);
        throw error;
      }
      o.log.debug({ sandbox: spec.id, nodes: spec.nodes.length }, 'simulated sandbox opened');
      return take(held);
    },
    async adopt(signal) {
      signal.throwIfAborted();
      return [...world.held.values()].map(take);
    },
    async close() {
      for (const sandbox of sandboxes) sandbox.release();
    },
  };
}

/** Nodes start one after the other, so that there is something to see. */
async function bringUp(world: FakeWorld, { site }: Held, { signal, onProgress }: OpenOptions): Promise<void> {
  const { timing } = site.cluster;
  const machines = site.cluster.machines.slice(0, site.spec.nodes.length);
  const sentinel = sentinelOf(site.spec);
  const up: string[] = [];
  onProgress?.({ message: `Starting ${machines.length} nodes.`, up: [] });
  for (const [i, machine] of machines.entries()) {
    await wait(world.clock, timing.bootMs * sentinel.slowness, signal);
    if (i === sentinel.brokenNode) {
      site.setPower(machine, 'failed');
      throw new LabError(
        'nodeDown',
        `${machine.name} did not start. Nothing is left of the others; open a new cluster.`,
      );
    }
    site.setPower(machine, 'running');
    up.push(machine.name);
    const left = machines.length - up.length;
    const message = left > 0 ? `${machine.name} is up, ${left} to go.` : 'All nodes are up.';
    onProgress?.({ message, up: [...up] });
  }
}

function createSandbox(world: FakeWorld, held: Held, onRelease: () => void): Sandbox {
  const spec: SandboxSpec = held.site.spec;
  const nodes = held.site.cluster.machines.map((machine) => new FakeNode(held, machine));
  const release = () => {
    for (const node of nodes) node.release();
    onRelease();
  };
  return {
    spec,
    nodes,
    release,
    async destroy(signal) {
      signal.throwIfAborted();
      world.remove(spec.id);
      release();
    },
  };
}
