import type { Identity } from '../identity.ts';
import type { Answer, Claim } from './claim-mode.ts';

/** The answer as the scripts read it. Numbers that are written as they are go as text: Lua would round long ones. */
export function answerJson(claim: Claim, answer: Answer, miner: Identity): string {
  return JSON.stringify({
    job: String(claim.job),
    nonce: String(answer.nonce),
    hash: answer.hash,
    ms: String(answer.ms),
    miner: miner.id,
    node: miner.node,
    task: miner.task,
    coins: answer.coins,
    duplicates: answer.duplicates,
  });
}
