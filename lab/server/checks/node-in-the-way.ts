import type { ClusterSnapshot } from '../../contract/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import { couldNotCheck, type Finding, notYet, type Trouble } from './finding.ts';
import { LOOK_LIMIT_MS } from './join-tokens.ts';
import { said } from './wording.ts';

/** Why a node cannot be looked at now; undefined when it can. */
export function nodeInTheWay(
  name: string,
  { nodes }: Pick<ClusterSnapshot, 'nodes'>,
  what: string,
): Finding | undefined {
  const node = nodes.find((n) => n.name === name);
  if (!node) return couldNotCheck(`This cluster has no ${name}, though the course names it.`);
  return node.power === 'running' ? undefined : notYet(`${name} is ${node.power}, and its ${what} with it.`);
}

/** The machine of that name while it runs. */
export function runningNode({ nodes }: Pick<Sandbox, 'nodes'>, name: string): SandboxNode | undefined {
  const node = nodes.find((n) => n.name === name);
  return node?.power === 'running' ? node : undefined;
}

/** What was read of a node within the time a look may take, or why it was not. */
export async function lookAt<T extends object>(
  what: string,
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T | Trouble> {
  try {
    return await read(AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]));
  } catch (error) {
    signal.throwIfAborted();
    return { trouble: `${what} could not be read: ${said(error instanceof Error ? error.message : String(error))}` };
  }
}
