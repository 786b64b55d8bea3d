import { setTimeout as sleep } from 'node:timers/promises';
import { againstRatio, atLeastRatio, type BenchContext, type Figure, median } from '../figure.ts';
import { cpuMsOf } from '../terminal/process-usage.ts';
import { holdersOf, openAnchorShell, openLabShell, type Rig, seatAt, withRig } from '../terminal/rig.ts';
import type { ShellReader } from '../terminal/shell-reader.ts';

const ROUNDS = 5;
const FILE_BYTES = 50_000_000;
/** In memory on both sides; the shell beside ttyd is on the host, so other benches must not meet there. */
const FILE = `/dev/shm/lab-bench-${process.pid}`;
const CAT_LIMIT_MS = 60_000;
/** After the last byte a server may still be at work for it. */
const SETTLE_MS = 500;

interface Cat {
  readonly mbPerSecond: number;
  /** ms of the server for 100 MB. */
  readonly cpuMs: number;
}

/** How fast much output comes, and what it costs the server. */
export const terminalOutput: Figure = {
  name: 'terminal output',
  about: 'cat of 50 MB of text; ours: page, server, shell in a node; theirs: ttyd, shell beside it',
  measure: (context) =>
    withRig(context, 1, async (rig) => {
      const ours = await openLabShell(rig);
      const theirs = await openAnchorShell(rig);
      try {
        return await measureBoth(context, rig, ours, theirs);
      } finally {
        await theirs.command(`rm -f ${FILE}`);
      }
    }),
};

async function measureBoth(context: BenchContext, rig: Rig, ours: ShellReader, theirs: ShellReader) {
  const make = `base64 -w 76 < /dev/urandom | head -c ${FILE_BYTES} > ${FILE}`;
  for (const reader of [ours, theirs]) await reader.command(make, CAT_LIMIT_MS);
  const holders = await holdersOf(context, seatAt(rig, 0), 'node1');
  const holderMs = (): number => holders.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  for (const reader of [ours, theirs]) await cat(reader, 0);
  const [oursAll, theirsAll, held]: [Cat[], Cat[], number[]] = [[], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    const before = holderMs();
    oursAll.push(await cat(ours, rig.lab.pid));
    held.push(((holderMs() - before) * 1e8) / FILE_BYTES);
    theirsAll.push(await cat(theirs, rig.anchor.pid));
    context.say(`round ${round}: ours ${shown(oursAll.at(-1))}, theirs ${shown(theirsAll.at(-1))}`);
  }
  context.say(
    `the holder of the shell in the node takes ${median(held).toFixed(0)} ms of CPU for 100 MB; ` +
      `frames have ${(ours.bytes / ours.frames / 1000).toFixed(1)} kB, theirs ${(theirs.bytes / theirs.frames / 1000).toFixed(1)} kB`,
  );
  const middle = (all: readonly Cat[], of: keyof Cat): number => median(all.map((one) => one[of]));
  const against = rig.anchor.name;
  const both = (of: keyof Cat) => ({ ours: middle(oursAll, of), theirs: middle(theirsAll, of), against });
  return [
    atLeastRatio({ name: 'terminal output', unit: 'MB/s', ...both('mbPerSecond') }, 1),
    againstRatio({ name: 'terminal output CPU', unit: 'ms/100 MB', ...both('cpuMs') }, 1),
  ];
}

/** Shows the file once. */
async function cat(reader: ShellReader, pid: number): Promise<Cat> {
  const [cpuBefore, bytesBefore, began] = [cpuMsOf(pid), reader.bytes, performance.now()];
  const shown = reader.until('end-of-file', CAT_LIMIT_MS);
  reader.session.write(`cat ${FILE}; echo end-of-''file\r`);
  const seconds = ((await shown) - began) / 1000;
  const bytes = reader.bytes - bytesBefore;
  if (bytes < FILE_BYTES) throw new Error(`of ${FILE_BYTES} bytes only ${bytes} came`);
  await sleep(SETTLE_MS);
  return { mbPerSecond: bytes / 1e6 / seconds, cpuMs: ((cpuMsOf(pid) - cpuBefore) * 1e8) / bytes };
}

function shown(one: Cat | undefined): string {
  return one ? `${one.mbPerSecond.toFixed(1)} MB/s with ${one.cpuMs.toFixed(0)} ms for 100 MB` : '';
}
