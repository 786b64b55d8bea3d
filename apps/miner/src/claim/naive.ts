import type { Identity } from '../identity.ts';
import type { RedisDoor } from '../redis-door.ts';
import { readScript } from '../script.ts';
import { answerJson } from './answer-json.ts';
import type { ClaimMode, Verdict } from './claim-mode.ts';

/** Every miner takes the first job without a coin. Correct with one miner; with more they all do the same work. */
export function naiveClaims(redis: RedisDoor, miner: Identity): ClaimMode {
  const take = readScript('naive-take');
  const record = readScript('naive-record', 'coin');
  return {
    take: async (signal) => ({ job: Number(await redis.run(take, [], signal)) }),
    record: async (claim, answer, signal) =>
      (await redis.run(record, [answerJson(claim, answer, miner)], signal)) as Verdict, // The script returns these words.
    renew: async () => true,
    giveBack: async () => {},
  };
}
