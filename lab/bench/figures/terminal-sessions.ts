import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_SHELL, MAX_SHELLS_PER_NODE } from '../../contract/index.ts';
import { againstLimit, type BenchContext, type Figure, median, quantile } from '../figure.ts';
import { CTRL_C } from '../terminal/flood.ts';
import { LabPage } from '../terminal/lab-page.ts';
import { cpuMsOf, memoryOf } from '../terminal/process-usage.ts';
import { type Rig, withRig } from '../terminal/rig.ts';
import { ShellReader } from '../terminal/shell-reader.ts';
import { typeKey } from '../terminal/type-keys.ts';

/** All the shells that five seats of five nodes can have, each page with one on each node. */
const SEATS = 5;
const SESSIONS = 200;
/** Opened before the first look at the memory: what every server needs once is not a session's. */
const FIRST = 5;
const SETTLE_MS = 5000;
/** 20 lines of 78 letters a second, without a new process for each. */
const LINES = `perl -e '$|=1; my $l = ("x" x 78)."\\n"; while (1) { print $l; select(undef, undef, undef, 0.05) }'`;
const ROUNDS = 3;
const BEGIN_MS = 2000;
const ROUND_MS = 8000;
/** Every session is typed into about twice a second. */
const PAUSE_MS = 400;
const AT_MOST_MS = 5;
const AT_MOST_KB = 150;

/** Terminals of one server, and the process that serves them. */
interface Crowd {
  readonly readers: readonly ShellReader[];
  readonly pid: number;
  readonly kbPerSession: number;
}

/** A class on one server: what a terminal costs that nobody uses, and how a key fares when all of them print. */
export const terminalSessions: Figure = {
  name: 'terminal sessions',
  about: `${SESSIONS} sessions: memory of the server for an idle one; ms to the echo (p95) when each prints 20 lines a second; theirs: ttyd`,
  measure: (context) =>
    withRig(context, SEATS, async (rig) => {
      const ours = await gather(rig.lab.pid, labSessions(rig));
      const theirs = await gather(rig.anchor.pid, anchorSessions(rig));
      context.say(`idle: ours ${ours.kbPerSession.toFixed(0)}, theirs ${theirs.kbPerSession.toFixed(0)} kB a session`);
      const [slowOurs, slowTheirs]: [number[], number[]] = [[], []];
      for (let round = 1; round <= ROUNDS; round++) {
        slowOurs.push(await busy(ours, `round ${round}: ours`, context));
        slowTheirs.push(await busy(theirs, `round ${round}: theirs`, context));
      }
      const against = rig.anchor.name;
      const idle = { ours: ours.kbPerSession, theirs: theirs.kbPerSession, against };
      const echo = { ours: median(slowOurs), theirs: median(slowTheirs), against };
      return [
        againstLimit({ name: 'terminal idle session', unit: 'kB', ...idle }, AT_MOST_KB),
        againstLimit({ name: 'terminal echo of 200', unit: 'ms', ...echo }, AT_MOST_MS),
      ];
    }),
};

async function* labSessions(rig: Rig): AsyncGenerator<ShellReader> {
  for (let at = 0; at < MAX_SHELLS_PER_NODE; at++) {
    for (const seat of rig.seats) {
      const page = await LabPage.open(rig.lab.url, seat, rig.signal);
      const nodes = await page.nodesUp();
      for (const [channel, node] of nodes.entries()) {
        const shell = at === 0 ? MAIN_SHELL : await page.newShell(node, rig.signal);
        yield new ShellReader(page.shell(channel, node, shell));
      }
    }
  }
}

async function* anchorSessions(rig: Rig): AsyncGenerator<ShellReader> {
  for (;;) yield new ShellReader(await rig.anchor.open());
}

/** Opens all sessions, and looks at the memory of the server for them. */
async function gather(pid: number, sessions: AsyncGenerator<ShellReader>): Promise<Crowd> {
  const readers: ShellReader[] = [];
  let before = 0;
  for await (const reader of sessions) {
    await reader.ready();
    readers.push(reader);
    if (readers.length === FIRST) before = memoryOf(pid);
    if (readers.length === SESSIONS) break;
  }
  if (readers.length < SESSIONS) throw new Error(`only ${readers.length} of ${SESSIONS} sessions could be opened`);
  await sleep(SETTLE_MS);
  return { readers, pid, kbPerSession: (memoryOf(pid) - before) / 1000 / (SESSIONS - FIRST) };
}

/** Lets all print, types into all for a while, and gives the p95 of the echoes. */
async function busy({ readers, pid }: Crowd, what: string, context: BenchContext): Promise<number> {
  for (const reader of readers) reader.session.write(`${LINES}\r`);
  await sleep(BEGIN_MS);
  const [cpuBefore, began] = [cpuMsOf(pid), performance.now()];
  const took = (await Promise.all(readers.map((reader, index) => typeNowAndThen(reader, index)))).flat();
  const share = (cpuMsOf(pid) - cpuBefore) / (performance.now() - began);
  const p95 = quantile(took, 0.95);
  context.say(
    `${what} p50 ${quantile(took, 0.5).toFixed(2)}, p95 ${p95.toFixed(2)} ms of ${took.length} keys; ` +
      `${(share * 100).toFixed(0)} % of a core, ${(memoryOf(pid) / 1e6).toFixed(0)} MB`,
  );
  for (const reader of readers) reader.session.write(CTRL_C);
  await sleep(BEGIN_MS);
  return p95;
}

async function typeNowAndThen(reader: ShellReader, index: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + ROUND_MS;
  await sleep((index * 37) % PAUSE_MS);
  while (performance.now() < end) {
    took.push(await typeKey(reader, String.fromCharCode('A'.charCodeAt(0) + (took.length % 26))));
    await sleep(PAUSE_MS + (((index + took.length) * 61) % PAUSE_MS));
  }
  return took;
}
