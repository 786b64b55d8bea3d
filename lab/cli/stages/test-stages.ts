import { RESULTS, type Stage } from './stages.ts';
import { testStage } from './verify-stages.ts';

const MINUTE_MS = 60_000;

/** What `npm test` proves beyond `npm run verify`, on real Docker and in a real browser, one after the other. */
export const realStages: readonly Stage[] = [
  testStage('Tests on Docker', ['real'], 15 * MINUTE_MS),
  {
    title: 'Rehearsal of devcoin',
    argv: [process.execPath, 'lab/cli/main.ts', 'rehearse', 'devcoin', '--mistakes', '--json', RESULTS],
    limitMs: 20 * MINUTE_MS,
    count: { by: 'rehearsal' },
  },
  testStage('Tests in the browser', ['browser'], 10 * MINUTE_MS),
];
