import { createHash } from 'node:crypto';
import type { SandboxSpec } from '../../provider.ts';

/** Labels by which the provider knows its own things on an engine that others use too. */
export const LABELS = {
  data: 'org.devcoin-lab.data',
  sandbox: 'org.devcoin-lab.sandbox',
  node: 'org.devcoin-lab.node',
  address: 'org.devcoin-lab.address',
  public: 'org.devcoin-lab.public',
  spec: 'org.devcoin-lab.spec',
} as const;

/** Short name of a data folder: two labs on one engine never touch each other's sandboxes. */
export function dataKey(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
}

/** The network of a sandbox. */
export function networkName(sandbox: string): string {
  return `devcoin-lab-${sandbox}`;
}

/** The second network of a sandbox whose nodes have two. */
export function publicNetworkName(sandbox: string): string {
  return `${networkName(sandbox)}-public`;
}

/** The container of a node, and the volume with its data root. */
export function containerName(sandbox: string, node: string): string {
  return `devcoin-lab-${sandbox}-${node}`;
}

/** Where a node is reached. */
export interface NodeAddresses {
  readonly address: string;
  readonly publicAddress?: string;
}

/** Labels of everything a sandbox owns. */
export function sandboxLabels(key: string, sandbox: string): Record<string, string> {
  return { [LABELS.data]: key, [LABELS.sandbox]: sandbox };
}

/** Labels of a node's container: enough to find the sandbox again after the server ended. */
export function nodeLabels(key: string, spec: SandboxSpec, node: string, at: NodeAddresses): Record<string, string> {
  return {
    ...sandboxLabels(key, spec.id),
    [LABELS.node]: node,
    [LABELS.address]: at.address,
    ...(at.publicAddress ? { [LABELS.public]: at.publicAddress } : {}),
    [LABELS.spec]: JSON.stringify(spec),
  };
}

/** The filter of the Engine API for everything with this data folder's label. */
export function ownedBy(key: string): { label: string[] } {
  return { label: [`${LABELS.data}=${key}`] };
}
