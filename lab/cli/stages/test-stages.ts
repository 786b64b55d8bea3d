import { RESULTS, type Stage } from './stages.ts';
import { testStage } from './verify-stages.ts';

const MINUTE_MS = 60_000;

/** What `npm test` proves beyond `npm run verify`, on real Docker and in a real browser, one after the other. */
export const realStages: readonly Stage[] = [
  testStage('Tests on Docker', ['real'], 20 * MINUTE_MS),
  {
    title: 'Rehearsal of devcoin',
    // A busy host: what fails twice is no accident. The rows tell what was tried again.
    argv: [process.execPath, 'lab/cli/main.ts', 'rehearse', 'devcoin', '--mistakes', '--second-try', '--json', RESULTS],
    limitMs: 24 * MINUTE_MS,
    count: { by: 'rehearsal' },
  },
  testStage('Tests in the browser', ['browser'], 15 * MINUTE_MS),
];
