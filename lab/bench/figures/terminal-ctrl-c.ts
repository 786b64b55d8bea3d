import { setTimeout as sleep } from 'node:timers/promises';
import { againstLimit, type Figure, median } from '../figure.ts';
import { CTRL_C, FLOOD } from '../terminal/flood.ts';
import { openAnchorShell, openLabShell, withRig } from '../terminal/rig.ts';
import { PROMPT, type ShellReader } from '../terminal/shell-reader.ts';

const ROUNDS = 5;
const FLOOD_MS = 1000;
/** What a page draws in a second: parsers of terminals in browsers do 5 to 35 MB. */
const BYTES_PER_SECOND = 10_000_000;
const PROMPT_LIMIT_MS = 60_000;
const AT_MOST_MS = 50;

/** How soon Ctrl+C is seen to have helped. */
export const terminalCtrlC: Figure = {
  name: 'terminal ctrl-c',
  about: 'ms from Ctrl+C in a flood until a page that draws 10 MB/s shows the prompt; theirs: ttyd with its own page',
  measure: (context) =>
    withRig(context, 1, async (rig) => {
      const readers = [
        await openLabShell(rig, BYTES_PER_SECOND),
        await openAnchorShell(rig, BYTES_PER_SECOND),
      ] as const;
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 1; round <= ROUNDS; round++) {
        ours.push(await interrupted(readers[0], rig.signal));
        theirs.push(await interrupted(readers[1], rig.signal));
        context.say(`round ${round}: ours ${ours.at(-1)?.toFixed(1)} ms, theirs ${theirs.at(-1)?.toFixed(0)} ms`);
      }
      for (const reader of readers) reader.close();
      const both = { ours: median(ours), theirs: median(theirs), against: rig.anchor.name };
      return againstLimit({ name: 'terminal ctrl-c', unit: 'ms', ...both }, AT_MOST_MS);
    }),
};

async function interrupted(reader: ShellReader, signal: AbortSignal): Promise<number> {
  reader.session.write(`${FLOOD}\r`);
  await sleep(FLOOD_MS, undefined, { signal });
  const shown = reader.until(PROMPT, PROMPT_LIMIT_MS);
  const pressed = performance.now();
  reader.session.write(CTRL_C);
  return (await shown) - pressed;
}
