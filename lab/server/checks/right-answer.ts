import type { CheckOf, ClusterSnapshot } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { answer } from './kinds/answer.ts';
import { expectation } from './questions/index.ts';

/** Where the right answer is taken from. */
export interface AnswerWorld {
  readonly sandbox: Sandbox;
  readonly snapshot: ClusterSnapshot;
  readonly signal?: AbortSignal;
}

/** The answer that is right now, as a learner would type or choose it; undefined when nothing is. */
export async function rightAnswer(check: CheckOf<'answer'>, world: AnswerWorld): Promise<string | undefined> {
  const site = { ...world, signal: world.signal ?? new AbortController().signal };
  const evidence = await answer.look?.(check, site);
  const expected = expectation(check, { snapshot: world.snapshot, ...(evidence ? { evidence } : {}) });
  return 'trouble' in expected ? undefined : expected.texts[0];
}
