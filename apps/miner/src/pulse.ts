import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from './log.ts';

/** A process that turns its loop writes each second; this much later it hangs. */
const HANGS_MS = 10_000;
/** Waiting for Redis is well for this long: a new Redis needs time to come up, and a new miner would wait as well. */
const AWAY_MS = 120_000;

const pulseSchema = z.object({ at: z.number(), answeredAt: z.number() });

/** Where a miner leaves its pulse for the health check. Containers have /dev/shm in memory, also when all else is read-only. */
export function pulseFile(id: string): string {
  return join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `devcoin-miner-${id}.json`);
}

/** Writes the pulse each second; the function returned ends that. */
export function keepPulse(file: string, answeredAt: () => number, log: Log): () => void {
  let failed = false;
  const write = () => {
    try {
      writeFileSync(file, JSON.stringify({ at: Date.now(), answeredAt: answeredAt() }));
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

/** Judges a pulse. */
export function readPulse(file: string, now: number): { healthy: boolean; sentence: string } {
  let pulse: z.infer<typeof pulseSchema>;
  try {
    pulse = pulseSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { healthy: false, sentence: `no miner has written ${file}` };
  }
  const silent = now - pulse.at;
  if (silent > HANGS_MS) return { healthy: false, sentence: `the miner hangs: no sign for ${seconds(silent)}` };
  const away = now - pulse.answeredAt;
  if (away > AWAY_MS) return { healthy: false, sentence: `Redis has not answered for ${seconds(away)}` };
  if (away > HANGS_MS) return { healthy: true, sentence: `waiting for Redis for ${seconds(away)}` };
  return { healthy: true, sentence: 'mining' };
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
