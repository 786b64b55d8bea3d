import { bad, type Finding, ok, warn } from './finding.ts';

/** A file system: where, and how much of it. */
export interface Disk {
  readonly path: string;
  readonly freeBytes: number;
}

export interface Room {
  /** What programs can still have without swapping. */
  readonly memoryBytes: number;
  readonly dataDisk: Disk;
  /** Where the engine keeps images and nodes; absent when it cannot be seen from here. */
  readonly engineDisk?: Disk;
  /** Neighbours that the kernel remembers at most, those of all network namespaces together; absent where it does not say. */
  readonly neighbours?: number;
}

const GIB = 2 ** 30;
/** Five idle nodes take 0.25 to 0.28 GiB and learners' containers as much again. */
const SEAT_MEMORY = 0.5 * GIB;
/** For the lab itself, the engine and the system. */
const OWN_MEMORY = 1 * GIB;
/** A manager sets aside 128 MB of log at once; three of them, and room for what learners make. */
const SEAT_DISK = 0.6 * GIB;
/** Each of five nodes knows the four others and its gateway, the host knows the five. */
const SEAT_NEIGHBOURS = 30;
const OWN_DISK = 2 * GIB;

/** How many five-node clusters fit into the memory that is free now. */
export function seatsThatFit(memoryBytes: number): number {
  return Math.max(0, Math.floor((memoryBytes - OWN_MEMORY) / SEAT_MEMORY));
}

/** Whether memory and disk do for the seats that are wanted, or what they do for when nobody said. */
export function roomFindings(room: Room, seats: number | undefined): Finding[] {
  const disks = [diskFinding('data-disk', 'The lab’s data', room.dataDisk, 0.2 * GIB)];
  if (room.engineDisk) {
    const needed = OWN_DISK + (seats ?? 1) * SEAT_DISK;
    disks.push(diskFinding('engine-disk', 'Docker’s data', room.engineDisk, needed));
  }
  const wanted = seats ?? seatsThatFit(room.memoryBytes);
  const neighbours = room.neighbours === undefined ? [] : [neighbourFinding(room.neighbours, wanted)];
  return [memoryFinding(room.memoryBytes, seats), ...disks, ...neighbours];
}

/** A full table shows as nodes that lose each other at random, so it is told before. */
function neighbourFinding(most: number, seats: number): Finding {
  const needed = seats * SEAT_NEIGHBOURS;
  if (needed <= most) return ok('neighbours', `The kernel remembers ${most} neighbours: enough for ${seats} seats.`);
  const next = 2 ** Math.ceil(Math.log2(needed));
  return warn(
    'neighbours',
    `The kernel remembers ${most} neighbours; ${seats} seats have up to ${needed}, and then nodes lose each other.`,
    `Run: sudo sysctl net.ipv4.neigh.default.gc_thresh3=${next}, and put it into /etc/sysctl.d/ to keep it.`,
  );
}

function memoryFinding(memoryBytes: number, seats: number | undefined): Finding {
  const fit = seatsThatFit(memoryBytes);
  const free = `${gib(memoryBytes)} of memory are free`;
  const rule = 'a cluster of five nodes takes about 0.5 GiB';
  if (fit === 0) {
    const fix = 'Close other programs, or use a machine with 2 GiB or more to spare.';
    return bad('memory', `${free}: too little for one cluster (${rule}, the lab and Docker 1 GiB).`, fix);
  }
  if (seats !== undefined && seats > fit) {
    const need = gib(OWN_MEMORY + seats * SEAT_MEMORY);
    const fix = `Ask for fewer seats (--seats ${fit}), or free memory: ${seats} seats need ${need}.`;
    return warn('memory', `${free}: enough for ${fit} of the ${seats} seats (${rule}).`, fix);
  }
  return ok('memory', `${free}: enough for ${fit} ${fit === 1 ? 'seat' : 'seats'} at once (${rule}).`);
}

function diskFinding(id: string, whose: string, disk: Disk, needed: number): Finding {
  const sentence = `${whose} (${disk.path}) has ${gib(disk.freeBytes)} free`;
  if (disk.freeBytes >= needed) return ok(id, `${sentence}.`);
  const fix = `Free space there; ${gib(needed)} are needed.`;
  if (disk.freeBytes < needed / 4) return bad(id, `${sentence}, which will not do.`, fix);
  return warn(id, `${sentence}, which is little.`, fix);
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
