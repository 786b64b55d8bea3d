import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../contract/index.ts';

/** Locks of this process. Its number alone proves nothing: in a container it is the same after every restart. */
const held = new Set<string>();

/** Makes the data folder and takes it for this process; two servers on one folder would take down each other's clusters. Returns the release. */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'lab.pid');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new LabError('badConfig', `The data folder ${dataDir} cannot be made. Choose another with --data.`, {
      cause,
    });
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      held.add(file);
      return () => {
        held.delete(file);
        rmSync(file, { force: true });
      };
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code === 'ENOSPC')
        throw new LabError('noDisk', `${dataDir} has no space left. Free some, or choose another folder with --data.`, {
          cause,
        });
      if (code !== 'EEXIST')
        throw new LabError('badConfig', `The data folder ${dataDir} cannot be written. Choose another with --data.`, {
          cause,
        });
      const owner = Number(readFileSync(file, 'utf8'));
      if (owner === process.pid ? held.has(file) : isAlive(owner)) {
        throw new LabError(
          'badConfig',
          `Another lab (process ${owner}) uses the data folder ${dataDir}. Stop it, or choose another folder with --data.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new LabError('badConfig', `The data folder ${dataDir} is being taken by another lab.`);
}

/** Whether a process of this number runs and is a Node program: after a reboot the number may belong to anything. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('lab');
  } catch {
    // No /proc: not Linux. The signal was taken, so something lives there.
    return true;
  }
}
