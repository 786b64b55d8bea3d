import type { FaultAction, StepBlock } from '../../contract/index.ts';

type Fold = Extract<StepBlock, { type: 'fold' }>;

/** What folds are called that have no title of their own. */
export const FOLD_TITLES: Record<Fold['kind'], string> = {
  hint: 'Hint',
  solution: 'Solution',
  output: 'What you should see',
};

const FAULT_TITLES = { stop: 'Cut the power', start: 'Switch on again', pause: 'Freeze', resume: 'Wake up' } as const;

/** What the button of a fault is called that has no title of its own. */
export function faultTitle(action: FaultAction, isCreation: boolean): string {
  return isCreation ? 'New machines' : FAULT_TITLES[action];
}
