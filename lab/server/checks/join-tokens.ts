import { memberOf } from '../../contract/index.ts';
import type { JoinTokens, Site } from './finding.ts';
import { said } from './wording.ts';

/** A manager that lost its quorum lets a question hang for 20 s. */
export const LOOK_LIMIT_MS = 2000;

/** The join tokens from the first manager that tells them, or why none does. */
export async function readJoinTokens({ sandbox, snapshot, signal }: Site): Promise<JoinTokens | { trouble: string }> {
  let why = 'No manager is there to be asked for the join tokens.';
  for (const node of sandbox.nodes) {
    const member = memberOf(snapshot, node.name);
    if (member?.role !== 'manager' || node.power !== 'running') continue;
    try {
      const { JoinTokens: tokens } = await node.engine.swarm(
        AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]),
      );
      return { manager: tokens.Manager, worker: tokens.Worker };
    } catch (error) {
      signal.throwIfAborted();
      why = `${node.name} does not tell the join tokens: ${said(error instanceof Error ? error.message : String(error))}`;
    }
  }
  return { trouble: why };
}
