import type { Summary } from '../connection/api-types.ts';
import { formatCount, formatShare } from '../kit/format.ts';

/** Why some coins were mined twice, in a sentence or two; null when none was. */
export function duplicatesText(summary: Pick<Summary, 'total' | 'duplicates' | 'claimMode'>): string | null {
  const { total, duplicates, claimMode } = summary;
  if (duplicates === 0) return null;
  const share = `${formatCount(duplicates)} of ${formatCount(total + duplicates)} answers (${formatShare(duplicates, total + duplicates)}) were for a coin that was there already`;
  if (claimMode === 'queue') return `${share}. They are from before: in claim mode queue each job goes to one miner.`;
  if (claimMode === 'mixed')
    return `${share}. Some miners still work in claim mode naive: each goes through the same list of jobs.`;
  return `${share}: in claim mode naive each replica works through the same list of jobs. Claim mode queue gives each job to one miner.`;
}

/** How long a coin takes one miner in the mean, in milliseconds: 2^bits hashes at its rate; null when it has no limit. */
export function expectedMs(difficultyBits: number, hashRate: number): number | null {
  return hashRate > 0 ? (2 ** difficultyBits / hashRate) * 1000 : null;
}
