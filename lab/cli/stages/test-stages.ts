import { RESULTS, type Stage } from './stages.ts';
import { testStage } from './verify-stages.ts';

const MINUTE_MS = 60_000;

const rehearsal: Stage = {
  title: 'Rehearsal of devcoin',
  // A busy host: what fails twice is no accident. The rows tell what was tried again.
  argv: [process.execPath, 'lab/cli/main.ts', 'rehearse', 'devcoin', '--mistakes', '--second-try', '--json', RESULTS],
  limitMs: 24 * MINUTE_MS,
  count: { by: 'rehearsal' },
};

/**
 * What `npm test` proves beyond `npm run verify`, on real Docker and in a real browser, one group after the other. A rehearsal
 * mostly waits for its clusters, so that pages are tested beside it.
 */
export const realStages: readonly (readonly Stage[])[] = [
  [testStage('Tests on Docker', ['real'], 20 * MINUTE_MS)],
  [rehearsal, testStage('Tests of the pages', ['pages'], 20 * MINUTE_MS)],
  [testStage('Tests in the browser on Docker', ['browser'], 15 * MINUTE_MS)],
];
