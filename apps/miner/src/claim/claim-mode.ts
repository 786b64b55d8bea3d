import type { Coin } from '../coin.ts';

/** A job that this miner works at. */
export interface Claim {
  readonly job: number;
  /** The entry of the stream that stands for the job; claim mode `queue` only. */
  readonly entry?: string;
  /** The miner that had the job before and was not heard of again. */
  readonly takenOverFrom?: string;
}

/** A found coin with what else is written of it. Its miner's numbers are those before this coin. */
export interface Answer extends Coin {
  readonly ms: number;
  readonly coins: number;
  readonly duplicates: number;
}

/** coin: counted; duplicate: another had been faster; dropped: the job had been given to another meanwhile. */
export type Verdict = 'coin' | 'duplicate' | 'dropped';

/** How miners agree who works at what. */
export interface ClaimMode {
  take(signal: AbortSignal): Promise<Claim>;
  /** Records the answer. When this returns `coin`, Redis has it, and once only. */
  record(claim: Claim, answer: Answer, signal: AbortSignal): Promise<Verdict>;
  /** To be called each second while at the job; false when the job is another's now. */
  renew(claim: Claim, signal: AbortSignal): Promise<boolean>;
  /** Lets others have what this miner holds. */
  giveBack(signal: AbortSignal): Promise<void>;
}
