import { setTimeout as sleep } from 'node:timers/promises';
import { againstLimit, type Figure } from '../figure.ts';
import { CTRL_C, FLOOD } from '../terminal/flood.ts';
import { memoryOf } from '../terminal/process-usage.ts';
import { openAnchorShell, openLabShell, withRig } from '../terminal/rig.ts';
import { PROMPT, type ShellReader } from '../terminal/shell-reader.ts';

const STALL_MS = 10_000;
const LOOK_MS = 100;
/** The server has had some output before, as it has in a class. */
const WARM_MS = 1000;
const PROMPT_LIMIT_MS = 30_000;
const AT_MOST_MB = 16;
const AT_MOST_MS = 100;

interface Stall {
  readonly grownMb: number;
  /** Infinity when the shell did not live to show one. */
  readonly promptMs: number;
}

/** What a page that hangs for ten seconds in a flood does to the server and to its shell. */
export const terminalStall: Figure = {
  name: 'terminal stalled reader',
  about: 'a page reads nothing for 10 s of a flood, then Ctrl+C: growth of the server, ms to the prompt; theirs: ttyd',
  measure: (context) =>
    withRig(context, 1, async (rig) => {
      const ours = await stalled(await openLabShell(rig), rig.lab.pid, rig.signal);
      const theirs = await stalled(await openAnchorShell(rig), rig.anchor.pid, rig.signal);
      const against = rig.anchor.name;
      const memory = {
        name: 'terminal stalled reader',
        unit: 'MB',
        ours: ours.grownMb,
        theirs: theirs.grownMb,
        against,
      };
      const prompt = {
        name: 'terminal after stall',
        unit: 'ms',
        ours: ours.promptMs,
        theirs: theirs.promptMs,
        against,
      };
      return [againstLimit(memory, AT_MOST_MB), againstLimit(prompt, AT_MOST_MS)];
    }),
};

async function stalled(reader: ShellReader, pid: number, signal: AbortSignal): Promise<Stall> {
  reader.session.write(`${FLOOD}\r`);
  await sleep(WARM_MS, undefined, { signal });
  await press(reader);
  const before = memoryOf(pid);
  let most = before;
  reader.session.write(`${FLOOD}\r`);
  await sleep(LOOK_MS, undefined, { signal });
  reader.session.stall();
  for (let waited = 0; waited < STALL_MS; waited += LOOK_MS) {
    await sleep(LOOK_MS, undefined, { signal });
    most = Math.max(most, memoryOf(pid));
  }
  reader.session.resume();
  const promptMs = await press(reader);
  most = Math.max(most, memoryOf(pid));
  reader.close();
  return { grownMb: (most - before) / 1e6, promptMs };
}

/** Presses Ctrl+C and waits for the prompt. */
async function press(reader: ShellReader): Promise<number> {
  const began = performance.now();
  const shown = reader.until(PROMPT, PROMPT_LIMIT_MS);
  reader.session.write(CTRL_C);
  try {
    return (await shown) - began;
  } catch (error) {
    // A session that was cut off is an answer, a shell that hangs is not.
    if (reader.session.ended === undefined) throw error;
    return Number.POSITIVE_INFINITY;
  }
}
