import { existsSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import type { Disk, Room } from './room-findings.ts';

/** What is free on this machine. `engineDir` only where the engine runs on it too. */
export async function readRoom(dataDir: string, engineDir: string | undefined): Promise<Room> {
  const engineDisk = engineDir === undefined ? undefined : await diskOf(engineDir);
  return {
    memoryBytes: await availableMemory(),
    dataDisk: await diskOf(dataDir),
    ...(engineDisk ? { engineDisk } : {}),
    ...(await neighbourLimit()),
  };
}

const NEIGHBOURS = '/proc/sys/net/ipv4/neigh/default/gc_thresh3';

async function neighbourLimit(): Promise<{ neighbours?: number }> {
  return existsSync(NEIGHBOURS) ? { neighbours: Number(await readFile(NEIGHBOURS, 'utf8')) } : {};
}

/** Caches that the kernel gives back count as free, which os.freemem() does not see. */
async function availableMemory(): Promise<number> {
  if (!existsSync('/proc/meminfo')) return freemem();
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1];
  return kib === undefined ? freemem() : Number(kib) * 1024;
}

/** The file system of a folder, or of the nearest folder above it that is there already. */
async function diskOf(path: string): Promise<Disk> {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  return { path, freeBytes: bavail * bsize };
}
