import type Docker from 'dockerode';
import type { NodeMould, NodePlan } from './node-container.ts';
import { addressesAt, nodeContainer } from './node-container.ts';
import { type OuterEngine, statusOf } from './outer-engine.ts';
import { publicNetworkName } from './ownership.ts';

/** What makes the containers of nodes. */
export interface NodeMaker {
  readonly outer: OuterEngine;
  readonly mould: NodeMould;
}

/** Makes a node's container, on its first network; it is not started. */
export function makeNode({ outer, mould }: NodeMaker, plan: NodePlan): Promise<Docker.Container> {
  const request = nodeContainer(mould, plan);
  return outer.ask(`make ${request.Hostname}`, outer.docker.createContainer(request));
}

/** Puts a container that was not started yet on the second network of its sandbox, where there is one. */
export async function openToPublic(
  { outer }: NodeMaker,
  { spec, prefixes, index }: NodePlan,
  container: Docker.Container,
): Promise<void> {
  const { publicAddress } = addressesAt(prefixes, index);
  if (!publicAddress) return;
  const network = outer.docker.getNetwork(publicNetworkName(spec.id));
  const EndpointConfig = { IPAMConfig: { IPv4Address: publicAddress } };
  await outer.ask('give a node its public address', network.connect({ Container: container.id, EndpointConfig }));
}

/** Makes a node's container and disk anew, not started: what was on it is gone. */
export async function remakeNode(maker: NodeMaker, plan: NodePlan, name: string): Promise<void> {
  const { docker } = maker.outer;
  const unlessGone = (error: unknown) => {
    if (statusOf(error) !== 404) throw error;
  };
  await maker.outer.ask('remove a node', docker.getContainer(name).remove({ force: true }).catch(unlessGone));
  await maker.outer.ask('remove the disk of a node', docker.getVolume(name).remove().catch(unlessGone));
  await openToPublic(maker, plan, await makeNode(maker, plan));
}
