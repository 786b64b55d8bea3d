import type { CheckOf } from '../../../contract/index.ts';
import { type AnswerEvidence, expectation } from '../answer-expectation.ts';
import { couldNotCheck, type Kind, met, notYet } from '../finding.ts';
import { readJoinTokens } from '../join-tokens.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';

/** A question to the learner; what is right is computed from the live state at that moment, and never told. */
export const answer: Kind<'answer', AnswerEvidence> = {
  async look(check, site) {
    if (check.expect.value !== 'joinTokenDifference') return undefined;
    const tokens = await readJoinTokens(site);
    return 'trouble' in tokens ? tokens : { tokens };
  },
  judge(check, world) {
    const given = world.answer?.trim() ?? '';
    if (given === '') return notYet('No answer yet.');
    const inTheWay = needsManagers(check) ? swarmInTheWay(world) : undefined;
    if (inTheWay) return inTheWay;
    const { evidence } = world;
    if (evidence && 'trouble' in evidence) return couldNotCheck(evidence.trouble);
    if (check.expect.value === 'joinTokenDifference' && !evidence)
      return couldNotCheck('The join tokens were not read yet.');
    const expected = expectation(check, world);
    if ('trouble' in expected) return notYet(expected.trouble);
    if (expected.accepts(given)) return met(expected.fact(given));
    // The course knows its own question best.
    return notYet(`“${given}” is not right.`, check.hint ?? expected.where);
  },
};

function needsManagers({ expect }: CheckOf<'answer'>): boolean {
  return expect.value === 'leader' || expect.value === 'nodeOfTask' || expect.value === 'joinTokenDifference';
}
