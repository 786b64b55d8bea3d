import { LabError } from '../../contract/index.ts';
import { planEngine } from './engine-plan.ts';
import type { FoundEngine } from './ensure-engine.ts';
import { readHostFacts } from './host-facts.ts';
import { get } from './probe-engine.ts';

/** The engine that answers now; changes nothing on the machine. */
export async function findEngine(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<FoundEngine> {
  const plan = planEngine(await readHostFacts(env, signal), '');
  if (plan.kind === 'ready') return plan;
  if (plan.kind === 'stuck') throw new LabError('noEngine', plan.sentence);
  if (plan.kind === 'regroup') {
    const mend = 'Log out and in, then run the same command again.';
    throw new LabError('noEngine', `You are in the group docker, but not in this login yet. ${mend}`);
  }
  throw new LabError(
    'noEngine',
    'Docker does not answer here, or not to this user. npm start says why, and sets it up.',
  );
}

/** A node image of any version that the engine has; empty when there is none. */
export async function nodeImageOn(engine: FoundEngine, signal: AbortSignal): Promise<string> {
  const filters = encodeURIComponent(JSON.stringify({ reference: ['devcoin-lab/node'] }));
  const images = JSON.parse(await get(engine.socket, `/images/json?filters=${filters}`, signal)) as readonly {
    readonly RepoTags?: readonly string[];
  }[];
  return images[0]?.RepoTags?.[0] ?? '';
}
