import { spawn } from 'node:child_process';
import { LabError } from '../../contract/index.ts';
import { ROOT } from '../paths.ts';
import { runChild } from '../stages/child.ts';
import { asTyped, type PlannedCommand } from './engine-plan.ts';
import type { HostFacts } from './host-facts.ts';

const COMMAND_LIMIT_MS = 15 * 60_000;

/** Shows the commands of a plan as they would be typed. */
export function shownCommands(commands: readonly PlannedCommand[], facts: HostFacts): string {
  return commands.map(({ argv }) => `  ${asTyped(argv, facts).map(quoted).join(' ')}`).join('\n');
}

/** Lets sudo ask for its password now, before a progress line is on the screen. */
export function askPassword(facts: HostFacts): Promise<void> {
  if (facts.isRoot || !facts.hasTerminal) return Promise.resolve();
  return new Promise((done, fail) => {
    const child = spawn('sudo', ['-v'], { stdio: 'inherit' });
    child.on('error', fail);
    child.on('exit', (code) => {
      if (code === 0) done();
      else fail(new LabError('noEngine', 'sudo did not let this user in, so nothing was changed.'));
    });
  });
}

/** Runs commands in order, as root; the first that fails ends it with its own last words. */
export async function changeMachine(
  commands: readonly PlannedCommand[],
  o: {
    readonly facts: HostFacts;
    readonly signal: AbortSignal;
    readonly say: (detail: string) => void;
    readonly answers: () => Promise<boolean>;
  },
): Promise<void> {
  for (const command of commands) {
    if (command.unlessItAnswers && (await o.answers())) continue;
    o.say(command.doing);
    const argv = asTyped(command.argv, o.facts);
    const end = await runChild({ argv, cwd: ROOT, limitMs: COMMAND_LIMIT_MS, signal: o.signal });
    o.signal.throwIfAborted();
    if (end.exitCode !== 0) throw new LabError('noEngine', failure(argv, end.output));
  }
}

function failure(argv: readonly string[], output: string): string {
  const typed = argv.map(quoted).join(' ');
  const last = output.trim().split('\n').slice(-8).join('\n');
  if (/sudo: a (password|terminal) is required/.test(output)) {
    return `This needs root, and sudo wants a password but there is no terminal. Run the same command as root, or in a terminal.\n  ${typed}`;
  }
  if (/Could not resolve|Temporary failure resolving|Failed to fetch|Unable to fetch/.test(output)) {
    return `The package archive could not be reached:\n${last}\nCheck the network, then run the same command again.`;
  }
  if (/No space left|not enough free space/i.test(output)) {
    return `The disk is full, so this did not work:\n  ${typed}\nFree some space, then run the same command again.`;
  }
  return `This did not work:\n  ${typed}\n${last}\nMend what it says, then run the same command again.`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
