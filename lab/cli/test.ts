import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { createProgress, durationTable } from '../bootstrap/progress.mjs';
import { LabError } from '../contract/index.ts';
import { parseConfig } from '../server/config.ts';
import { earlierSteps } from './earlier-steps.ts';
import { Interrupted, interruptSignal } from './interrupt.ts';
import { ROOT } from './paths.ts';
import { courseImages, prepareCourseImages, prepareListedImages, STACK_IMAGES } from './prepare-images.ts';
import { removeClusters } from './remove-clusters.ts';
import type { SetUpOptions } from './setup/index.ts';
import { failureReport, stageTable, sumOf } from './stages/report.ts';
import { runStages, type Stage } from './stages/stages.ts';
import { realStages } from './stages/test-stages.ts';
import type { Outcome } from './stages/totals.ts';
import { verifyStages } from './stages/verify-stages.ts';
import { buildUi } from './ui-build.ts';

type Progress = ReturnType<typeof createProgress>;

const CLEAN_UP_LIMIT_MS = 120_000;

export const test = defineCommand({
  meta: {
    name: 'test',
    description: 'Sets up what tests need, then proves everything: verify, Docker, rehearsal, browser',
  },
  args: { yes: { type: 'boolean', alias: 'y', description: 'Go ahead without asking' } },
  async run({ args }) {
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    progress.rows.push(...earlierSteps());
    const signal = interruptSignal();
    // A folder of its own for all temporary files: what tests leave behind is found there.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlt-')));
    const outcomes: Outcome[] = [];
    try {
      const env = await setUp(folder, { yes: args.yes ?? false, progress, signal });
      const withEnv = (stage: Stage): Stage => ({ ...stage, env: { ...env, ...stage.env } });
      const o = { cwd: ROOT, signal, progress };
      outcomes.push(...(await runStages(verifyStages.map(withEnv), { ...o, atOnce: 2 })));
      for (const stages of realStages) {
        outcomes.push(...(await runStages(stages.map(withEnv), { ...o, atOnce: stages.length })));
      }
    } catch (error) {
      outcomes.push(failedOutcome(signal.aborted ? 'Ended before the end' : 'Set-up', error));
    }
    await cleanUp(folder, progress).catch((error: unknown) => outcomes.push(failedOutcome('Clean up', error)));
    conclude(outcomes, progress);
    process.exit();
  },
});

/** Provides Docker, a Chromium, the pages and the images; gives the environment that the stages need. */
async function setUp(folder: string, o: Omit<SetUpOptions, 'env' | 'dataDir'>): Promise<Record<string, string>> {
  const { ensureChromium, ensureEngine, ensureImageTools } = await import('./setup/index.ts');
  // The engine may live on, so its log belongs to the lab of this user, not to the tests.
  const config = parseConfig({}, process.env);
  const options: SetUpOptions = { ...o, env: process.env, dataDir: config.dataDir };
  const engine = await ensureEngine(options);
  await ensureImageTools(engine, [...(await courseImages(config)), ...STACK_IMAGES], options);
  const chromium = await ensureChromium(options);
  await o.progress.step('Pages', async (say, note) => {
    say('building');
    note((await buildUi()) ? 'built' : 'unchanged');
  });
  const images = parseConfig({ data: join(folder, 'images'), docker: engine.socket });
  await prepareCourseImages(images, o.progress, o.signal);
  await prepareListedImages(images, STACK_IMAGES, { ...o, title: 'Images of the stack' });
  return { TMPDIR: folder, XDG_DATA_HOME: folder, DOCKER_HOST: `unix://${engine.socket}`, CHROME: chromium };
}

function failedOutcome(title: string, error: unknown): Outcome {
  const output =
    error instanceof Interrupted || error instanceof LabError
      ? error.message
      : String(error instanceof Error ? error.stack : error);
  return { title, passed: 0, failed: 1, ms: 0, output };
}

/** Removes the clusters and files that tests left; only those of the tests' own folder. */
async function cleanUp(folder: string, progress: Progress): Promise<void> {
  await progress.step('Clean up', async (_, note) => {
    const signal = AbortSignal.timeout(CLEAN_UP_LIMIT_MS);
    let removed = 0;
    for (const data of dataFolders(folder)) removed += await removeClusters(parseConfig({ data }), signal);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    if (removed > 0) note(`${removed} clusters were left behind`);
  });
}

/** Data folders that had clusters: tests make them in the folder itself, rehearsals a little deeper. */
function dataFolders(folder: string, depth = 3): readonly string[] {
  if (existsSync(join(folder, 'run'))) return [folder];
  if (depth === 0) return [];
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inside.flatMap((entry) => dataFolders(join(folder, entry.name), depth - 1));
}

function conclude(outcomes: readonly Outcome[], progress: Progress): void {
  const failures = failureReport(outcomes);
  const titles = new Set(outcomes.map(({ title }) => title));
  if (failures) console.log(`\n${failures}`);
  console.log(`\nSet-up\n${durationTable(progress.rows.filter(({ title }) => !titles.has(title)))}`);
  console.log(`\nProofs\n${stageTable(outcomes)}\n`);
  const { passed, failed } = sumOf(outcomes);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
