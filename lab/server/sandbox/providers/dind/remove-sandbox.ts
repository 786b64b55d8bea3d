import { rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { LabError } from '../../../../contract/index.ts';
import { type OuterEngine, statusOf } from './outer-engine.ts';
import { LABELS, ownedBy, sandboxLabels } from './ownership.ts';

/** What is needed to remove what a sandbox owns. */
export interface Remover {
  readonly outer: OuterEngine;
  readonly key: string;
  readonly nodeImage: string;
  /** The folder of the host in which each sandbox has its run folder. */
  readonly runRoot: string;
}

/** Removes a sandbox's containers, volumes, network and run folder, whatever of them there is. */
export async function removeSandbox(remover: Remover, sandbox: string, signal: AbortSignal): Promise<void> {
  const { outer, key } = remover;
  const { docker } = outer;
  const filters = { label: [...ownedBy(key).label, `${LABELS.sandbox}=${sandbox}`] };
  const ask = (what: string, answer: Promise<unknown>) =>
    outer.ask(`remove the ${what} of a cluster`, answer.catch(unlessStatus(404)));

  signal.throwIfAborted();
  const [containers, volumes, networks] = await Promise.all([
    outer.ask('list the nodes of a cluster', docker.listContainers({ all: true, filters })),
    outer.ask('list the disks of a cluster', docker.listVolumes({ filters })),
    outer.ask('list the networks of a cluster', docker.listNetworks({ filters })),
  ]);
  await Promise.all(containers.map(({ Id }) => ask('nodes', removeContainer(docker.getContainer(Id)))));
  signal.throwIfAborted();
  await Promise.all([
    ...(volumes.Volumes ?? []).map(({ Name }) => ask('disks', docker.getVolume(Name).remove())),
    ...networks.map(({ Id }) => ask('network', docker.getNetwork(Id).remove())),
    removeRunFolder(remover, sandbox),
  ]);
}

/** Links in it are removed, not followed (`rm` unlinks what is no folder). Called when no node writes there any more. */
async function removeRunFolder(remover: Remover, sandbox: string): Promise<void> {
  try {
    await rm(`${remover.runRoot}/${sandbox}`, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await removeAsRoot(remover, sandbox);
  }
}

/** A lab that is not root cannot remove folders that root of a node made; a container can. */
async function removeAsRoot({ outer, nodeImage, runRoot, key }: Remover, sandbox: string): Promise<void> {
  const container = await outer.ask(
    'remove the files of a cluster',
    outer.docker.createContainer({
      Image: nodeImage,
      Entrypoint: ['rm', '-rf', '--', `/run-root/${sandbox}`],
      Labels: sandboxLabels(key, sandbox),
      HostConfig: { Binds: [`${runRoot}:/run-root`], NetworkMode: 'none', AutoRemove: false },
    }),
  );
  try {
    await container.start();
    const { StatusCode } = await container.wait();
    if (StatusCode !== 0)
      throw new LabError('internal', `${runRoot}/${sandbox} could not be removed. Remove it by hand.`);
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** Kills and removes a container; one that is being removed by somebody else is waited for. */
async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    await container.wait({ condition: 'removed' });
  }
}

function unlessStatus(status: number): (error: unknown) => void {
  return (error) => {
    if (statusOf(error) !== status) throw error;
  };
}
