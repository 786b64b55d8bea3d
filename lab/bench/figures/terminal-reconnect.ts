import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_SHELL } from '../../contract/index.ts';
import { againstLimit, type BenchContext, type Figure, median } from '../figure.ts';
import { LabPage } from '../terminal/lab-page.ts';
import { type Rig, seatAt, withRig } from '../terminal/rig.ts';
import { PROMPT, ShellReader } from '../terminal/shell-reader.ts';

const ROUNDS = 5;
const RESTARTS = 2;
/** Printed while the page looks on, and as many more while it is away. */
const LINES = 300;
/** Long enough for a server that is killed to be gone, short enough for the lines to be printed before the next one is there. */
const AWAY_S = 1;
const AWAY_MS = 2000;
const SCREEN_LIMIT_MS = 60_000;
const AT_MOST_MS = 200;
const AT_MOST_RESTART_MS = 1000;

/** How soon a page that comes back has its screen, and whether all is on it. */
export const terminalReconnect: Figure = {
  name: 'terminal reconnect',
  about:
    'ms until the screen is whole with what was printed before and meanwhile: from a new socket, and from the port after kill -9',
  measure: (context) =>
    withRig(context, 1, async (rig) => {
      const ours: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        ours.push(await afterCut(rig, `cut${round}-`));
        context.say(`round ${round}: ${shown(ours)}`);
      }
      const restarts: number[] = [];
      for (let round = 1; round <= RESTARTS; round++) {
        restarts.push(await afterKill(rig, `kill${round}-`, context));
        context.say(`restart ${round}: ${shown(restarts)} after the port opened`);
      }
      // Its shell ends with its page, and with the server: what comes back is another shell.
      const both = { unit: 'ms', theirs: Number.POSITIVE_INFINITY, against: rig.anchor.name };
      const cut = { name: 'terminal reconnect', ours: median(ours), ...both };
      const kill = { name: 'terminal after kill', ours: median(restarts), ...both };
      return [againstLimit(cut, AT_MOST_MS), againstLimit(kill, AT_MOST_RESTART_MS)];
    }),
};

/** Cuts the line of a page while its shell is about to print, and comes back when it has. */
async function afterCut(rig: Rig, prefix: string): Promise<number> {
  const page = await printAndLeave(rig, prefix);
  await page.cut();
  await sleep(AWAY_MS, undefined, { signal: rig.signal });
  return comeBack(rig, prefix, performance.now());
}

/** Kills the server while a shell is about to print, starts it again, and comes back as soon as its port is open. */
async function afterKill(rig: Rig, prefix: string, context: BenchContext): Promise<number> {
  const page = await printAndLeave(rig, prefix);
  const killed = performance.now();
  const lab = await rig.killAndStart();
  await page.cut();
  const listening = await lab.listening;
  context.say(`the server listens again ${((listening - killed) / 1000).toFixed(1)} s after it was killed`);
  return comeBack(rig, prefix, listening);
}

/** Prints the first lines, and leaves when the shell has begun to wait before it prints the others. */
async function printAndLeave(rig: Rig, prefix: string): Promise<LabPage> {
  const page = await LabPage.open(rig.lab.url, seatAt(rig, 0), rig.signal);
  const reader = new ShellReader(page.shell(0, 'node1', MAIN_SHELL));
  await reader.ready();
  await reader.command(`seq -f '${prefix}%04g' ${LINES}`);
  const begun = reader.until('waiting', SCREEN_LIMIT_MS);
  reader.session.write(
    `echo wait''ing; sleep ${AWAY_S}; seq -f '${prefix}%04g' ${LINES + 1} ${2 * LINES}; echo ${prefix}''printed\r`,
  );
  await begun;
  return page;
}

/** Opens the shell on a new page; the ms from a moment until all lines are there, once each and in order. Infinity when they are not. */
async function comeBack(rig: Rig, prefix: string, since: number): Promise<number> {
  const page = await LabPage.open(rig.lab.url, seatAt(rig, 0), rig.signal);
  await page.nodesUp();
  const reader = new ShellReader(page.shell(0, 'node1', MAIN_SHELL));
  let text = '';
  reader.onShown = (bytes) => {
    text += bytes.toString('latin1');
  };
  await reader.until(`${prefix}printed`, SCREEN_LIMIT_MS);
  const behind = text.slice(text.lastIndexOf(`${prefix}printed`));
  // The prompt may have come in the same piece.
  const at = behind.includes(PROMPT) ? performance.now() : await reader.until(PROMPT, SCREEN_LIMIT_MS);
  await page.cut();
  const seen = text.match(new RegExp(`${prefix}\\d{4}`, 'g')) ?? [];
  const isWhole =
    seen.length === 2 * LINES && seen.every((line, i) => line === `${prefix}${String(i + 1).padStart(4, '0')}`);
  return isWhole ? at - since : Number.POSITIVE_INFINITY;
}

function shown(all: readonly number[]): string {
  const last = all.at(-1) ?? 0;
  return last === Number.POSITIVE_INFINITY ? 'not whole' : `${last.toFixed(0)} ms`;
}
