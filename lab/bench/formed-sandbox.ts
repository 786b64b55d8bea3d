import type { Sandbox, SandboxNode } from '../server/sandbox/index.ts';
import type { BenchContext } from './figure.ts';

/** Five real nodes with three managers, for figures that need a swarm. The caller destroys it. */
export async function openFormedSandbox(context: BenchContext, id: string): Promise<Sandbox> {
  const { provider, signal } = context;
  const names = ['node1', 'node2', 'node3', 'node4', 'node5'];
  const sandbox = await provider.open({ id, nodes: names, labels: { bench: 'yes' } }, { signal });
  await formSwarm(sandbox, signal);
  return sandbox;
}

/** Makes a swarm of a sandbox: node1 to node3 manage, the others work. */
export async function formSwarm(sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  const [first, ...rest] = sandbox.nodes;
  if (!first) throw new Error('a sandbox without nodes');
  await command(first, ['docker', 'swarm', 'init', '--advertise-addr', first.address], signal);
  const { JoinTokens } = await first.engine.swarm(signal);
  for (const [i, node] of rest.entries()) {
    const token = i < 2 ? JoinTokens.Manager : JoinTokens.Worker;
    await command(node, ['docker', 'swarm', 'join', '--token', token, `${first.address}:2377`], signal);
  }
}

/** Runs a command on a node; throws when it fails. */
export async function command(node: SandboxNode, argv: readonly string[], signal: AbortSignal): Promise<string> {
  const { exitCode, stdout, stderr } = await node.run(argv, signal);
  if (exitCode !== 0) throw new Error(`${argv.join(' ')} on ${node.name} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/** Resolves when the condition holds, asked a few times a second. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
  while (!(await condition())) {
    if (limit.aborted) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
