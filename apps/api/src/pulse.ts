import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from './log.ts';

/** Where health.sh looks. Containers have /dev/shm in memory, also when all else is read-only. */
const PULSE_FILE = join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'devcoin-api');

/** Writes a sign of life each second, so that the file's age says whether the API hangs; the function returned ends that. */
export function keepPulse(log: Log): () => void {
  let failed = false;
  const write = (): void => {
    try {
      writeFileSync(PULSE_FILE, 'well: answering\n');
    } catch (error) {
      if (!failed) log.warn(`The health check will fail: ${PULSE_FILE} cannot be written (${error}).`);
      failed = true;
    }
  };
  write();
  const timer = setInterval(write, 1000);
  return () => {
    clearInterval(timer);
    rmSync(PULSE_FILE, { force: true });
  };
}
