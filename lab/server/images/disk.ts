import { statfs } from 'node:fs/promises';
import { LabError } from '../../contract/index.ts';

/** Says so before work begins that would fail at its end for want of room. */
export async function refuseFullDisk(folder: string, neededBytes: number, what = 'the node image'): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new LabError(
    'noDisk',
    `The disk of ${folder} has ${gb(free)} free, and making ${what} takes ${gb(neededBytes)} there. Free some space, then try again.`,
  );
}
