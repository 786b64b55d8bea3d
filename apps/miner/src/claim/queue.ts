import type { Identity } from '../identity.ts';
import type { RedisDoor } from '../redis-door.ts';
import { readScript } from '../script.ts';
import { answerJson } from './answer-json.ts';
import type { ClaimMode, Verdict } from './claim-mode.ts';

/** Each job goes to one miner, as a lease in a Redis stream; when the miner is not heard of for 5 s, to another. */
export function queueClaims(redis: RedisDoor, miner: Identity): ClaimMode {
  const take = readScript('queue-take');
  const renew = readScript('queue-renew');
  const record = readScript('queue-record', 'coin');
  const giveBack = readScript('queue-give-back');
  return {
    async take(signal) {
      // The script returns these three.
      const [entry, job, before] = (await redis.run(take, [miner.id], signal)) as [string, string, string];
      return { job: Number(job), entry, ...(before !== '' && { takenOverFrom: before }) };
    },
    record: async (claim, answer, signal) =>
      // The script returns these words.
      (await redis.run(record, [answerJson(claim, answer, miner), claim.entry ?? ''], signal)) as Verdict,
    renew: async (claim, signal) => (await redis.run(renew, [claim.entry ?? '', miner.id], signal)) === 1,
    async giveBack(signal) {
      await redis.run(giveBack, [miner.id], signal);
    },
  };
}
