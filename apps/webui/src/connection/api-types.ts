/** What the API answers; the contract is in apps/README.md. Times are unix milliseconds unless said otherwise. */

export type ClaimMode = 'queue' | 'naive';

/** One miner as the API saw it last. */
export interface Miner {
  id: string;
  task: string;
  node: string | null;
  coins: number;
  duplicates: number;
  rate: number;
  hashRate: number;
  since: number;
  claimMode: ClaimMode;
  difficultyBits: number;
}

/** One coin: the job, the nonce that solved it, and who found it. */
export interface Coin {
  id: string;
  job: number;
  nonce: number;
  hash: string;
  miner: string;
  task: string;
  node: string | null;
  at: number;
  ms: number;
}

/** A program that answered: the container, its task and its node. */
export interface Served {
  host: string;
  task: string;
  node: string | null;
  /** Of the API. */
  version?: string | null;
}

/** `GET /` and the event `summary`. */
export interface Summary {
  total: number;
  duplicates: number;
  rate: number;
  miners: readonly Miner[];
  difficultyBits: number | null;
  claimMode: ClaimMode | 'mixed' | null;
  redis: { ms: number };
  proxy: string | null;
  servedBy: Served;
  at: number;
}

/** The event `coins`. */
export interface NewCoins {
  total: number;
  coins: readonly Coin[];
}

/** `GET /history`: coins in each step; `at` is in unix seconds. */
export interface History {
  stepSeconds: number;
  points: readonly { at: number; coins: number }[];
}

/** `GET /server.json` of the web UI's own server. */
export interface PageServer extends Served {
  apiUrl: string | null;
}
