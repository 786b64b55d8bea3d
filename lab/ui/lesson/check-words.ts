import type { Verdict, VerdictState } from '../../contract/index.ts';
import { countWord } from '../kit/index.ts';

/** What a screen reader says before a check. */
export const STATE_WORDS: Readonly<Record<VerdictState | 'unknown', string>> = {
  met: 'Met',
  holding: 'Holding',
  notYet: 'Not yet',
  couldNotCheck: 'Could not check',
  unknown: 'Not looked at yet',
};

/** The sentence below a check; a met check needs none. */
export function whyWords(verdict: Verdict): string {
  if (verdict.state === 'met') return '';
  const because = verdict.because.trim();
  const likely = verdict.likely?.trim();
  if (verdict.state !== 'couldNotCheck') return likely ? `${because} ${likely}` : because;
  const head = /^could not check/i.test(because) ? because : `Could not check: ${because}`;
  return /not your mistake/i.test(head) ? head : `${head} This is not your mistake; it is tried again by itself.`;
}

/** The line over the checks: how far they are, or that the step is done. */
export function checksLine(o: { number: number; verdicts: readonly Verdict[]; total: number; isMet: boolean }): {
  isDone: boolean;
  words: string;
} {
  const holds = o.verdicts.filter((v) => v.state === 'met').length;
  if (!o.isMet) return { isDone: false, words: `${holds} of ${o.total}` };
  if (holds === o.total) return { isDone: true, words: `Step ${o.number} is done. ${allHold(o.total)}` };
  return { isDone: true, words: `Step ${o.number} was done. ${holds} of ${o.total} hold now.` };
}

function allHold(total: number): string {
  if (total === 1) return 'Its check holds.';
  return total === 2 ? 'Both checks hold.' : `All ${countWord(total)} checks hold.`;
}

/** What a screen reader is told when verdicts change: states only, as sentences may count seconds. */
export function changeWords(
  titles: readonly string[],
  before: readonly (VerdictState | undefined)[],
  after: readonly (VerdictState | undefined)[],
): string {
  const changed = titles.flatMap((title, at) => {
    const state = after[at];
    // Holding is on its way to met; to be told of both would be too much.
    return state && state !== before[at] && state !== 'holding' ? [`${STATE_WORDS[state]}: ${title}.`] : [];
  });
  return changed.join(' ');
}
