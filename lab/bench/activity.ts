import type { Sandbox } from '../server/sandbox/index.ts';
import { command, until } from './formed-sandbox.ts';

/** One round of what a class does: a service is made, scaled, a task is killed, a node is drained and used again, the service goes. */
export async function oneRound(sandbox: Sandbox, name: string, signal: AbortSignal): Promise<void> {
  const [manager] = sandbox.nodes;
  if (!manager) throw new Error('a sandbox without nodes');
  const docker = (...argv: string[]) => command(manager, ['docker', ...argv], signal);
  const running = (count: number) =>
    until(async () => (await tasksRunning(sandbox, signal)) === count, `${count} running tasks`, signal);
  await docker(
    'service',
    'create',
    '-d',
    '--name',
    name,
    '--replicas',
    '2',
    '--restart-delay',
    '0s',
    '--stop-grace-period',
    '1s',
    'alpine:3.22',
    'sleep',
    '100000',
  );
  await running(2);
  await docker('service', 'scale', '-d', `${name}=4`);
  await running(4);
  await killOne(sandbox, signal);
  await running(4);
  await docker('node', 'update', '--availability', 'drain', 'node5');
  await docker('node', 'update', '--availability', 'active', 'node5');
  await running(4);
  await docker('service', 'rm', name);
  await running(0);
}

async function tasksRunning(sandbox: Sandbox, signal: AbortSignal): Promise<number> {
  const tasks = await sandbox.nodes[0]?.engine.tasks(signal);
  return (tasks ?? []).filter((task) => task.Status.State === 'running' && task.DesiredState === 'running').length;
}

/** Kills the container of a task that is meant to run and does; one that ended by itself meanwhile makes way for the next. */
async function killOne(sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  for (const node of sandbox.nodes) {
    const ids = (await command(node, ['docker', 'ps', '-q'], signal)).split('\n').filter(Boolean);
    for (const id of ids) {
      const { exitCode } = await node.run(['docker', 'kill', id], signal);
      if (exitCode === 0) return;
    }
  }
  throw new Error('no container could be killed');
}
