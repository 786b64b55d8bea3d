import { couldNotCheck, type Kind, met, notYet } from '../finding.ts';
import { expectation, questionOf } from '../questions/index.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';

/** A question to the learner; what is right is computed from the live state at that moment, and never told. */
export const answer: Kind<'answer'> = {
  async look(check, site) {
    return questionOf(check).look?.(check, site);
  },
  judge(check, world) {
    const given = world.answer?.trim() ?? '';
    if (given === '') return notYet('No answer yet.');
    const question = questionOf(check);
    const inTheWay = question.asksManagers ? swarmInTheWay(world) : undefined;
    if (inTheWay) return inTheWay;
    const { evidence } = world;
    if (evidence && 'trouble' in evidence) return couldNotCheck(evidence.trouble);
    if (question.look && !evidence) return couldNotCheck('What the answer is compared with was not read yet.');
    const expected = expectation(check, world);
    if ('trouble' in expected) return notYet(expected.trouble);
    if (expected.accepts(given)) return met(expected.fact(given));
    // The course knows its own question best.
    return notYet(`“${given}” is not right.`, check.hint ?? expected.where);
  },
};
