import { type CheckOf, type CommandView, hasFailed } from '../../../contract/index.ts';
import { commandParts } from '../command-parts.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';

type TriedCheck = CheckOf<'tried'>;

/** A command that was run since the step was opened, as the shells told it. */
export const tried: Kind<'tried'> = {
  judge(check, { commands, baseline }) {
    if (!commands) return couldNotCheck('This lab keeps no commands, and only they would tell.');
    const pattern = new RegExp(check.matches);
    const alike = commands.filter(({ text }) => commandParts(text).some((part) => pattern.test(part)));
    const now = alike.filter(({ startedAt }) => startedAt >= baseline.at);
    const here = now.filter(({ node }) => check.node === 'any' || node === check.node);
    const good = here.filter((command) => fits(check, command));
    if (good.length >= check.atLeast) return met(metSentence(check, good));
    if (good.length > 0) {
      return notYet(`${name(check)} ran ${times(good.length)}; ${times(check.atLeast)} are wanted.`);
    }
    const last = here.at(-1);
    if (last) return whyNot(check, last);
    const elsewhere = now.at(-1);
    if (elsewhere) return notYet(`“${brief(elsewhere.text)}” ran on ${elsewhere.node}, not on ${check.node}.`);
    const before = alike.some(({ node }) => check.node === 'any' || node === check.node);
    return notYet(
      `Nothing like ${name(check)} was run yet.`,
      before ? 'It ran before this step was opened; run it once more.' : undefined,
    );
  },
};

function fits({ exit }: TriedCheck, command: CommandView): boolean {
  return exit === 'any' || command.exitCode === exit;
}

function metSentence(check: TriedCheck, good: readonly CommandView[]): string {
  const last = good.at(-1);
  if (!last) return '';
  return check.atLeast > 1 ? `${name(check)} ran ${times(good.length)}.` : `“${brief(last.text)}” ran on ${last.node}.`;
}

function whyNot(check: TriedCheck, last: CommandView): Finding {
  const command = `“${brief(last.text)}”`;
  if (last.exitCode === undefined) {
    if (last.ms !== undefined) return notYet(`${command} ran, but its shell went before it ended.`);
    return notYet(`${command} still runs on ${last.node}.`, 'It counts when it has ended.');
  }
  if (check.exit === 0 && hasFailed(last)) {
    return notYet(`${command} ran, but failed with exit code ${last.exitCode}.`, LIKELY[last.exitCode]);
  }
  const ended = `${command} ran, and ended with exit code ${last.exitCode}`;
  return notYet(check.exit === 0 ? `${ended}.` : `${ended}; ${check.exit} is wanted.`, LIKELY[last.exitCode]);
}

/** What shells mean by some codes. */
const LIKELY: Readonly<Record<number, string>> = {
  126: 'The shell could not run it.',
  127: 'The shell found no program of that name.',
  130: 'It was ended with Ctrl+C.',
};

/** What the expression looks for: `called`, or the words that it begins with. */
function name({ called, matches }: TriedCheck): string {
  if (called) return `“${called}”`;
  const plain = /^\^?((?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])*)/.exec(matches)?.[1] ?? '';
  // A letter before ? or * may be missing.
  const isOptional = /^\^?[^?*+{]*[?*{]/.test(matches);
  const words = (isOptional ? plain.slice(0, -1) : plain).replaceAll('\\', '').trim();
  return `“${words || matches}”`;
}

function times(n: number): string {
  if (n === 1) return 'once';
  return n === 2 ? 'twice' : `${n} times`;
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
