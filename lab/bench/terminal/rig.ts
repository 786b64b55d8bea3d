import { join } from 'node:path';
import Docker from 'dockerode';
import { MAIN_SHELL } from '../../contract/index.ts';
import type { BenchContext } from '../figure.ts';
import { freePort } from '../free-port.ts';
import type { Anchor } from './anchor.ts';
import { type BenchSeat, LabPage, leaveSeat, takeSeat } from './lab-page.ts';
import { type LabProcess, startLabProcess } from './lab-process.ts';
import { startNaive } from './naive.ts';
import { ShellReader } from './shell-reader.ts';
import { startTtyd } from './ttyd.ts';
import { ttydTree } from './ttyd-tree.ts';

const NODE_LABEL = 'org.devcoin-lab.node';
const SPEC_LABEL = 'org.devcoin-lab.spec';
/** The program that holds a shell in its node. */
const HOLDER = /lab-holder/;

/** What a figure of the terminal measures with: the real server with nodes, and what it is compared to. */
export interface Rig {
  readonly lab: LabProcess;
  readonly seats: readonly BenchSeat[];
  readonly anchor: Anchor;
  readonly signal: AbortSignal;
  /** Kills the server with signal 9 and starts it again on the same port; the new one is `lab` from here on. */
  killAndStart(): Promise<LabProcess>;
}

/** Starts server and anchor, takes seats, waits for their nodes; takes it all down when the work is done. */
export async function withRig<T>(context: BenchContext, seatCount: number, work: (rig: Rig) => Promise<T>): Promise<T> {
  const { config, signal } = context;
  const place = {
    dataDir: join(config.dataDir, 'terminal'),
    port: await freePort(),
    docker: config.docker,
    seats: seatCount,
  };
  const seats: BenchSeat[] = [];
  let lab = startLabProcess(place);
  let anchor: Anchor | undefined;
  try {
    anchor = await startAnchor(context);
    const { name } = anchor;
    context.say(`compared to ${name}`);
    await lab.listening;
    while (seats.length < seatCount) seats.push(await takeSeat(lab.url, signal));
    for (const seat of seats) await nodesUp(lab.url, seat, signal);
    return await work({
      get lab() {
        return lab;
      },
      seats,
      anchor,
      signal,
      async killAndStart() {
        await lab.kill();
        lab = startLabProcess(place);
        return lab;
      },
    });
  } finally {
    await anchor?.close();
    try {
      await lab.listening;
      for (const seat of seats) await leaveSeat(lab.url, seat);
    } finally {
      await lab.stop();
    }
  }
}

/** A page on the first seat with the shell of its first node, its prompt set. */
export async function openLabShell(rig: Rig, bytesPerSecond?: number): Promise<ShellReader> {
  const page = await LabPage.open(rig.lab.url, seatAt(rig, 0), rig.signal);
  const reader = new ShellReader(page.shell(0, 'node1', MAIN_SHELL), bytesPerSecond);
  await reader.ready();
  return reader;
}

/** A shell of the anchor, its prompt set. */
export async function openAnchorShell(rig: Rig, bytesPerSecond?: number): Promise<ShellReader> {
  const reader = new ShellReader(await rig.anchor.open(), bytesPerSecond);
  await reader.ready();
  return reader;
}

/** A seat by its number. */
export function seatAt({ seats }: Rig, index: number): BenchSeat {
  const seat = seats[index];
  if (!seat) throw new Error(`there is no seat ${index}`);
  return seat;
}

/** Processes that hold shells in the node of a seat, by their numbers on this machine. */
export async function holdersOf({ config }: BenchContext, seat: BenchSeat, node: string): Promise<number[]> {
  const docker = new Docker({ socketPath: config.docker });
  const nodes = await docker.listContainers({ filters: { label: [`${NODE_LABEL}=${node}`] } });
  const own = nodes.find(({ Labels }) => Labels[SPEC_LABEL]?.includes(seat.id));
  if (!own) throw new Error(`no container is ${node} of the bench's seat`);
  const { Titles, Processes } = await docker.getContainer(own.Id).top();
  const [pid, command] = [Titles.indexOf('PID'), Titles.indexOf('CMD')];
  return Processes.filter((row: string[]) => HOLDER.test(row[command] ?? '')).map((row: string[]) => Number(row[pid]));
}

async function nodesUp(url: string, seat: BenchSeat, signal: AbortSignal): Promise<void> {
  const page = await LabPage.open(url, seat, signal);
  await page.nodesUp();
  page.close();
}

async function startAnchor(context: BenchContext): Promise<Anchor> {
  const found = await ttydTree(context);
  const port = await freePort();
  if ('tree' in found) return startTtyd(found.tree, port, context.signal);
  context.say(`${found.because}; a server of express, ws and node-pty stands in for it`);
  return startNaive(port, context.signal);
}
