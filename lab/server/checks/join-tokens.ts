import { askManager } from './ask-manager.ts';
import type { JoinTokens, Site, Trouble } from './finding.ts';

export { LOOK_LIMIT_MS } from './ask-manager.ts';

/** The join tokens from the first manager that tells them, or why none does. */
export function readJoinTokens(site: Site): Promise<JoinTokens | Trouble> {
  return askManager(site, 'the join tokens', async (engine, signal) => {
    const { JoinTokens: tokens } = await engine.swarm(signal);
    return { manager: tokens.Manager, worker: tokens.Worker };
  });
}
