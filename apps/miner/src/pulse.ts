import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from './log.ts';

/** Redis that does not answer for this long is away; a moment more or less is nothing to tell. */
const SLOW_MS = 10_000;
/** Waiting for Redis is well for this long: a new Redis needs time to come up, and a new miner would wait as well. */
const AWAY_MS = 120_000;

/** Where a miner leaves its pulse for health.sh. Containers have /dev/shm in memory, also when all else is read-only. */
export function pulseFile(id: string): string {
  return join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `devcoin-miner-${id}`);
}

/** Writes each second how the miner is, so that the file's age says whether it hangs; the function returned ends that. */
export function keepPulse(file: string, answeredAt: () => number, log: Log): () => void {
  let failed = false;
  const write = () => {
    try {
      writeFileSync(file, pulseOf(Date.now() - answeredAt()));
    } catch (error) {
      if (!failed) log('warn', 'the health check will fail: its file cannot be written', { file, why: String(error) });
      failed = true;
    }
  };
  write();
  const timer = setInterval(write, 1000);
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

/** How a miner is whom Redis last answered so many ms ago: `well` or `ill`, and why. */
export function pulseOf(away: number): string {
  const seconds = `${Math.round(away / 1000)} s`;
  if (away > AWAY_MS) return `ill: Redis has not answered for ${seconds}\n`;
  return away > SLOW_MS ? `well: waiting for Redis for ${seconds}\n` : 'well: mining\n';
}
