import { watchCluster } from '../../server/cluster/index.ts';
import type { NodeEngine, Sandbox, SandboxNode } from '../../server/sandbox/index.ts';
import { againstLimit, type BenchContext, type Figure } from '../figure.ts';
import { command, openFormedSandbox } from '../formed-sandbox.ts';

const WINDOW_MS = 26_000;
const READS = ['nodes', 'services', 'tasks', 'networks', 'secrets', 'configs'] as const;

/** How often a cluster is read that nobody looks at, although things happen in it. */
export const readsUnwatched: Figure = {
  name: 'reads unwatched',
  about: 'most reads of one kind in any 5 s; ours: nobody looks; theirs: the same watch while somebody looks',
  async measure(context) {
    const sandbox = await openFormedSandbox(context, `brd${process.pid}`);
    try {
      const ours = await busiest(sandbox, context, false);
      const theirs = await busiest(sandbox, context, true);
      return againstLimit({ name: 'reads unwatched', unit: 'reads in 5 s', ours, theirs }, 1);
    } finally {
      await sandbox.destroy(context.signal);
    }
  },
};

async function busiest(sandbox: Sandbox, { log, signal }: BenchContext, looking: boolean): Promise<number> {
  const reads = new Map<string, number[]>();
  const watch = watchCluster({ sandbox: counting(sandbox, reads), now: Date.now, log });
  watch.setLooking(looking);
  // What a watch reads to begin with is no habit yet.
  await watch.refresh(signal);
  reads.clear();
  const began = performance.now();
  for (let i = 0; performance.now() - began < WINDOW_MS; i++) {
    const [manager] = sandbox.nodes;
    if (manager) await command(manager, ['docker', 'node', 'update', '--label-add', `seen=${i}`, 'node1'], signal);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  watch.close();
  return Math.max(0, ...[...reads.values()].map(mostInFiveSeconds));
}

function mostInFiveSeconds(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((t) => t >= from && t < from + 5000).length));
}

/** The same sandbox, noting when each kind of read of the swarm is made on any node. */
function counting(sandbox: Sandbox, reads: Map<string, number[]>): Sandbox {
  const nodes = sandbox.nodes.map((node): SandboxNode => {
    const engine = new Proxy(node.engine, {
      get(target, name: keyof NodeEngine) {
        if ((READS as readonly string[]).includes(name))
          reads.set(name, [...(reads.get(name) ?? []), performance.now()]);
        const value = target[name];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return new Proxy(node, {
      get(target, name: keyof SandboxNode) {
        if (name === 'engine') return engine;
        const value = target[name];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  });
  return { ...sandbox, spec: sandbox.spec, nodes, destroy: (s) => sandbox.destroy(s), release: () => undefined };
}
