import { defineCommand } from 'citty';
import { createProgress, duration } from '../bootstrap/progress.mjs';
import { interruptSignal } from './interrupt.ts';
import { ROOT } from './paths.ts';
import { failureReport, stageTable, sumOf } from './stages/report.ts';
import { runStages } from './stages/stages.ts';
import { verifyStages } from './stages/verify-stages.ts';

export const verify = defineCommand({
  meta: { name: 'verify', description: 'Types, format, lint, unused code, tests without Docker, courses' },
  async run() {
    const since = performance.now();
    const progress = createProgress({ screen: process.stdout, now: performance.now.bind(performance) });
    const outcomes = await runStages(verifyStages, { cwd: ROOT, atOnce: 2, signal: interruptSignal(), progress });
    const failures = failureReport(outcomes);
    if (failures) console.log(`\n${failures}`);
    console.log(`\n${stageTable(outcomes)}\n`);
    const { passed, failed } = sumOf(outcomes);
    console.log(`${passed} passed, ${failed} failed  (${duration(performance.now() - since)})`);
    if (failed > 0 || outcomes.length < verifyStages.length) process.exitCode = 1;
  },
});
