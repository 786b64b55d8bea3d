import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where health.sh looks. Containers have /dev/shm in memory, also when all else is read-only. */
const PULSE_FILE = join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'devcoin-webui');

/** Writes a sign of life each second, so that the file's age says whether the server hangs; the function returned ends that. */
export function keepPulse(): () => void {
  let failed = false;
  const write = (): void => {
    try {
      writeFileSync(PULSE_FILE, 'well: serving\n');
    } catch (error) {
      if (!failed) console.error(`devcoin-webui: the health check will fail: ${error}`);
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
