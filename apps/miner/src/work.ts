import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, ClaimMode } from './claim/claim-mode.ts';
import type { Coin } from './coin.ts';
import { dig } from './dig.ts';
import type { Log } from './log.ts';
import type { Pacer } from './pacer.ts';

const RENEW_MS = 1000;

/** What a miner has reached since its start. */
export interface Score {
  coins: number;
  duplicates: number;
}

/** What the work needs. */
export interface Tools {
  readonly claims: ClaimMode;
  readonly difficultyBits: number;
  readonly pacer: Pacer;
  readonly score: Score;
  readonly log: Log;
  /** No new work from here on. */
  readonly stopping: AbortSignal;
  /** A little later: a coin that was found is still recorded until then. */
  readonly deadline: AbortSignal;
}

/** Takes jobs, digs, records, until it shall stop. */
export async function work(tools: Tools): Promise<void> {
  const { claims, score, log, stopping, deadline } = tools;
  while (!stopping.aborted) {
    const claim = await claims.take(stopping);
    if (claim.takenOverFrom) log('info', 'took over a job', { job: claim.job, from: claim.takenOverFrom });
    const startedAt = performance.now();
    const coin = await digWhileHeld(claim, tools);
    if (!coin) continue;

    const ms = Math.round(performance.now() - startedAt);
    const verdict = await claims.record(claim, { ...coin, ms, ...score }, deadline);
    if (verdict === 'coin') score.coins++;
    if (verdict === 'duplicate') score.duplicates++;
    log('debug', verdict, { job: claim.job, ...coin });
  }
}

/** Digs and renews the claim meanwhile; nothing when the job was lost to another miner, or it is time to stop. */
async function digWhileHeld(claim: Claim, tools: Tools): Promise<Coin | undefined> {
  const { difficultyBits, pacer, stopping } = tools;
  const leave = new AbortController();
  const stop = () => leave.abort();
  stopping.addEventListener('abort', stop);
  const renewing = renew(claim, tools, leave).catch(() => {}); // It ends by the signal only.
  try {
    return await dig(claim.job, difficultyBits, pacer, leave.signal);
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    return undefined;
  } finally {
    stopping.removeEventListener('abort', stop);
    leave.abort();
    await renewing;
  }
}

async function renew(claim: Claim, { claims, log }: Tools, leave: AbortController): Promise<void> {
  for (;;) {
    await sleep(RENEW_MS, undefined, { signal: leave.signal });
    if (await claims.renew(claim, leave.signal)) continue;
    log('info', 'another miner has the job now', { job: claim.job });
    leave.abort();
  }
}
