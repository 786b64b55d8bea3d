import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LabError } from '../../contract/index.ts';
import { askYes } from './ask.ts';
import { askPassword, changeMachine, shownCommands } from './change-machine.ts';
import { APT, type PlannedCommand } from './engine-plan.ts';
import type { SetUpOptions } from './ensure-engine.ts';
import { readHostFacts } from './host-facts.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const COMMANDS: readonly PlannedCommand[] = [
  { doing: 'reading the list of packages', argv: [...APT, 'update'] },
  { doing: 'installing chromium', argv: [...APT, 'install', '-y', '--no-install-recommends', 'chromium'] },
];

/** The path of a Chromium for the browser tests: one that is there, else Debian's. */
export async function ensureChromium(options: SetUpOptions): Promise<string> {
  const { env, signal, yes, progress } = options;
  const found = findChromium(env);
  if (found) return found;
  const facts = await readHostFacts(env, signal);
  // Ubuntu's package only points to a snap, which a test cannot rely on.
  if (
    !facts.distribution.includes('debian') ||
    facts.distribution[0] === 'ubuntu' ||
    !(facts.isRoot || facts.hasSudo)
  ) {
    throw new LabError(
      'badConfig',
      'The browser tests need a Chromium and found none. Install Chromium or Google Chrome, or name its program in CHROME.',
    );
  }
  console.log(
    `\nThe browser tests need a Chromium. It comes with ${facts.distributionName}:\n\n${shownCommands(COMMANDS, facts)}\n`,
  );
  if (facts.hasTerminal && !yes && !(await askYes('Run these now?', signal))) {
    throw new LabError('badConfig', 'Nothing was changed. Name the program of a Chromium in CHROME, or install one.');
  }
  await askPassword(facts);
  await progress.step('Chromium', (say) =>
    changeMachine(COMMANDS, { facts, signal, say, answers: () => Promise.resolve(false) }),
  );
  const installed = findChromium(env);
  if (!installed) throw new LabError('badConfig', 'Chromium was installed, but no program of it is on the path.');
  return installed;
}

/** A Chromium that is there: the one that CHROME names first. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env.CHROME;
  if (named) {
    if (isProgram(named)) return named;
    throw new LabError('badConfig', `CHROME is ${named}, but there is no program. Name a Chromium, or unset it.`);
  }
  const onPath = PROGRAMS.flatMap((name) => (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));
  return [...onPath, ...MAC].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not a program.
    return false;
  }
}
