import type { Trouble } from '../finding.ts';
import { privateAddress, zones } from './cloud.ts';
import { canReach, missingNetworks, servicesNotOn } from './compose-networks.ts';
import { literal } from './literal.ts';
import { leader, nodeOfTask, quorum } from './members.ts';
import { inspected, nodeOfLog } from './operation.ts';
import type { AnswerCheck, Expectation, Ground, Question } from './question.ts';
import { execOutput, nodesOnNetwork, virtualIp } from './stack.ts';
import { joinTokenDifference } from './tokens.ts';

/** What `expect.value` of an answer may be: the right answer is taken from the live state. */
const QUESTIONS = {
  leader,
  nodeOfTask,
  quorum,
  literal,
  joinTokenDifference,
  missingNetworks,
  servicesNotOn,
  canReach,
  nodeOfLog,
  virtualIp,
  nodesOnNetwork,
  execOutput,
  inspected,
  zones,
  privateAddress,
} satisfies { [V in AnswerCheck['expect']['value']]: Question };

/** The question that a check asks. */
export const questionOf = ({ expect }: AnswerCheck): Question => QUESTIONS[expect.value] as Question;

/** What is right now, or why nothing is. */
export function expectation(check: AnswerCheck, { snapshot, evidence }: Ground<object>): Expectation | Trouble {
  if (evidence && 'trouble' in evidence) return evidence as Trouble;
  return questionOf(check).expect(check, { snapshot, ...(evidence ? { evidence } : {}) });
}
