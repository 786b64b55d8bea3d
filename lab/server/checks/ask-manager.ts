import { memberOf } from '../../contract/index.ts';
import type { NodeEngine } from '../sandbox/index.ts';
import type { Site, Trouble } from './finding.ts';
import { said } from './wording.ts';

/** A manager that lost its quorum lets a question hang for 20 s. */
export const LOOK_LIMIT_MS = 2000;

/** What the first manager that answers says, or why none does. `what` is asked for, as in "the join tokens". */
export async function askManager<T extends object>(
  { sandbox, snapshot, signal }: Site,
  what: string,
  ask: (engine: NodeEngine, signal: AbortSignal) => Promise<T>,
): Promise<T | Trouble> {
  let why = `No manager is there to be asked for ${what}.`;
  for (const node of sandbox.nodes) {
    const member = memberOf(snapshot, node.name);
    if (member?.role !== 'manager' || node.power !== 'running') continue;
    try {
      return await ask(node.engine, AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]));
    } catch (error) {
      signal.throwIfAborted();
      why = `${node.name} does not tell ${what}: ${said(error instanceof Error ? error.message : String(error))}`;
    }
  }
  return { trouble: why };
}
