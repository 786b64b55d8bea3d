import { runAppScript } from '../app-script.ts';
import { againstLimit, atLeastRatio, type Figure } from '../figure.ts';

/** What apps/miner/bench.ts prints: hashes a second. */
interface MinerBench {
  readonly ours: number;
  readonly theirs: number;
  readonly configured: number;
  readonly measured: number;
}

let measured: Promise<MinerBench> | undefined;
const measure = (signal: AbortSignal): Promise<MinerBench> => {
  measured ??= runAppScript<MinerBench>('miner/bench.ts', {}, signal);
  return measured;
};

/** How much of a core's hashing the miner leaves to hashing. */
export const minerHashRate: Figure = {
  name: 'miner hash rate',
  about: 'hashes a second on one core; ours: the miner without a limit; theirs: a bare loop over node:crypto',
  async measure({ signal }) {
    const { ours, theirs } = await measure(signal);
    return atLeastRatio({ name: 'miner hash rate', unit: 'hashes/s', ours, theirs }, 0.8);
  },
};

/** How well the miner keeps to its `hashRate`. */
export const minerKeptRate: Figure = {
  name: 'miner kept rate',
  about: 'distance from the configured hash rate; ours: the miner at that rate; theirs: all of it',
  async measure({ signal }) {
    const { configured, measured: kept } = await measure(signal);
    const ours = (100 * Math.abs(kept - configured)) / configured;
    return againstLimit({ name: 'miner kept rate', unit: '% off', ours, theirs: 100 }, 5);
  },
};
