import Docker from 'dockerode';
import { watchCluster } from '../../server/cluster/index.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { againstLimit, type BenchContext, type Figure, median } from '../figure.ts';
import { command, openFormedSandbox, until } from '../formed-sandbox.ts';

const ROUNDS = 3;
const WINDOW_MS = 10_000;
const TASKS = 10;
/** The goal, in ms of CPU per second: nodes and server together, above what the cluster costs by itself. */
const AT_MOST = 20;
/** How often a simple watcher asks for everything. */
const POLL_MS = 200;

/** What it costs to watch a cluster that somebody looks at while a service is scaled now and then. */
export const cpuInUse: Figure = {
  name: 'cpu in use',
  about:
    'ours: CPU of five nodes and the watch, above the same cluster unwatched; theirs: three reads five times a second',
  async measure(context) {
    const sandbox = await openFormedSandbox(context, `bcpu${process.pid}`);
    try {
      await startTasks(sandbox, context.signal);
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        const idle = await cpuOf(sandbox, context, () => () => undefined);
        ours.push((await cpuOf(sandbox, context, () => watched(sandbox, context))) - idle);
        theirs.push((await cpuOf(sandbox, context, () => polled(sandbox, context))) - idle);
        context.say(
          `round ${round}: idle ${idle.toFixed(1)}, ours +${ours.at(-1)?.toFixed(1)}, theirs +${theirs.at(-1)?.toFixed(1)} ms/s`,
        );
      }
      return againstLimit({ name: 'cpu in use', unit: 'ms/s', ours: median(ours), theirs: median(theirs) }, AT_MOST);
    } finally {
      await sandbox.destroy(context.signal);
    }
  },
};

/** CPU in ms per second of the nodes and of this process while something watches and a service is scaled twice. */
async function cpuOf(sandbox: Sandbox, context: BenchContext, start: () => () => void): Promise<number> {
  const stop = start();
  const nodesBefore = await nodesCpuMs(sandbox, context);
  const ownBefore = process.cpuUsage();
  const began = performance.now();
  for (const replicas of [TASKS + 2, TASKS]) {
    await command(manager(sandbox), ['docker', 'service', 'scale', '-d', `load=${replicas}`], context.signal);
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS / 2));
  }
  const seconds = (performance.now() - began) / 1000;
  const own = process.cpuUsage(ownBefore);
  const nodes = (await nodesCpuMs(sandbox, context)) - nodesBefore;
  stop();
  return (nodes + (own.user + own.system) / 1000) / seconds;
}

function watched(sandbox: Sandbox, { log }: BenchContext): () => void {
  const watch = watchCluster({ sandbox, now: Date.now, log });
  watch.setLooking(true);
  return () => watch.close();
}

function polled(sandbox: Sandbox, { signal }: BenchContext): () => void {
  const { engine } = manager(sandbox);
  const timer = setInterval(
    () => void Promise.all([engine.tasks(signal), engine.nodes(signal), engine.services(signal)]),
    POLL_MS,
  );
  return () => clearInterval(timer);
}

async function startTasks(sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  const node = manager(sandbox);
  const argv = [
    'docker',
    'service',
    'create',
    '-d',
    '--name',
    'load',
    '--replicas',
    String(TASKS),
    'alpine:3.22',
    'sleep',
    '100000',
  ];
  await command(node, argv, signal);
  const running = async () =>
    (await node.engine.tasks(signal)).filter((task) => task.Status.State === 'running').length >= TASKS;
  await until(running, `${TASKS} running tasks`, signal);
}

/** CPU that the nodes' containers used so far, by the outer engine's account, in ms. */
async function nodesCpuMs(sandbox: Sandbox, { config }: BenchContext): Promise<number> {
  const docker = new Docker({ socketPath: config.docker });
  const found = await docker.listContainers({ filters: { name: [`-${sandbox.spec.id}-`] } });
  const stats = await Promise.all(
    found.map(({ Id }) => docker.getContainer(Id).stats({ stream: false, 'one-shot': true })),
  );
  return stats.reduce((sum, one) => sum + one.cpu_stats.cpu_usage.total_usage / 1e6, 0);
}

function manager(sandbox: Sandbox) {
  const [first] = sandbox.nodes;
  if (!first) throw new Error('a sandbox without nodes');
  return first;
}
