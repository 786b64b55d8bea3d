import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineCommand } from 'citty';
import { createProgress } from '../bootstrap/progress.mjs';
import { type Course, LabError } from '../contract/index.ts';
import { type Config, parseConfig } from '../server/config.ts';
import { loadCourse, withoutRealModules } from '../server/course/index.ts';
import { lockDataDir } from '../server/data-lock.ts';
import { type RehearsalRow, rehearseCourse } from '../server/replay/index.ts';
import type { Provider } from '../server/sandbox/index.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions, serverOptions } from './lab-options.ts';
import { courseFolders, issueLine } from './lint.ts';
import { createPhases } from './phases.ts';
import { createRehearsalScreen, junitReport, summaryOf } from './rehearsal-report.ts';

export const rehearse = defineCommand({
  meta: { name: 'rehearse', description: 'Proves every step of courses on real clusters: red before, green after' },
  args: {
    course: { type: 'positional', required: false, valueHint: 'course…', description: 'Ids of courses (default: all)' },
    module: { type: 'string', valueHint: 'id', description: 'Only this module' },
    step: { type: 'string', valueHint: 'id', description: 'Only this step; those before it are played' },
    mistakes: {
      type: 'boolean',
      description: 'Take the wrong ways of each step first: a check has to name their cause',
    },
    'second-try': { type: 'boolean', description: 'Try what fails once more in place; the row says so' },
    'at-once': { type: 'string', valueHint: 'n', description: 'Clusters to rehearse in at the same time (default: 2)' },
    courses: { type: 'string', valueHint: 'folder', description: 'Where the courses are (default: those of the lab)' },
    provider: serverOptions.provider,
    record: {
      type: 'string',
      valueHint: 'folder',
      description: 'Record the terminals there: one asciicast for each node of each cluster, with a mark at every step',
    },
    json: { type: 'string', valueHint: 'file', description: 'Write the rows as JSON' },
    junit: { type: 'string', valueHint: 'file', description: 'Write the rows as JUnit XML' },
    ...dataOptions,
  },
  async run({ args }) {
    const { module, step, mistakes = false, provider, data, courses: folder, yes = false } = args;
    const config = parseConfig({ provider: provider as Config['provider'] | undefined, data, courses: folder });
    const atOnce = countOf(args['at-once']);
    const secondTry = args['second-try'] ?? false;
    const recordTo = args.record && makeFolder(args.record);
    const signal = interruptSignal();
    const chosen = await chooseCourses(config.coursesDir, args._, { module, step });
    const courses = config.provider === 'fake' ? chosen.map(withoutRealModules) : chosen;
    const rows: RehearsalRow[] = [];
    // Written empty first: a path that cannot be written is told before minutes of work, and no older result is taken for this one.
    writeReports(args, rows);
    const since = performance.now();
    try {
      await withProvider(config, courses, { yes, signal }, async (opened) => {
        for (const course of courses)
          await rehearseOne(course, opened, rows, { module, step, mistakes, secondTry, atOnce, signal, recordTo });
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      console.log('\nStopped before the end; its cluster is removed.');
      process.exitCode = 130;
    } finally {
      writeReports(args, rows);
    }
    console.log(summaryOf(rows, performance.now() - since));
    if (recordTo) console.log(`Recordings: ${recordTo}`);
    if (rows.length === 0 || rows.some((row) => row.result === 'failed')) process.exitCode ||= 1;
    process.exit();
  },
});

/** Most of a rehearsal is waiting, so that two clusters cost a machine of two cores little more time than one. */
const AT_ONCE = 2;

function countOf(text: string | undefined): number {
  if (text === undefined) return AT_ONCE;
  if (/^[1-9]$/.test(text)) return Number(text);
  throw new LabError('badConfig', `--at-once takes a number from 1 to 9, not "${text}".`);
}

/** A folder for recordings; a path that cannot be one is told before minutes of work. */
function makeFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new LabError('badConfig', `--record ${path}: the folder cannot be made. ${(cause as Error).message}.`, {
      cause,
    });
  }
  return folder;
}

function writeReports({ json, junit }: { json?: string; junit?: string }, rows: readonly RehearsalRow[]): void {
  try {
    if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    if (junit) writeFileSync(junit, junitReport(rows));
  } catch (cause) {
    throw new LabError('badConfig', `The result cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

interface Opened {
  readonly provider: Provider;
  readonly log: Parameters<typeof rehearseCourse>[0]['log'];
}
/** How steps are rehearsed. */
interface How {
  readonly mistakes: boolean;
  readonly secondTry: boolean;
  readonly atOnce: number;
  readonly recordTo: string | undefined;
  readonly signal: AbortSignal;
}
interface Choice {
  readonly module: string | undefined;
  readonly step: string | undefined;
}

async function rehearseOne(
  course: Course,
  { provider, log }: Opened,
  rows: RehearsalRow[],
  { module, step, recordTo, ...how }: Choice & How,
): Promise<void> {
  const screen = createRehearsalScreen(process.stdout, course);
  try {
    await rehearseCourse({
      course,
      ...(module ? { modules: [module] } : {}),
      ...(step ? { steps: [step] } : {}),
      ...(recordTo ? { recordTo } : {}),
      provider,
      log,
      ...how,
      now: Date.now,
      onProgress: screen.say,
      onRow: (row) => {
        rows.push(row);
        screen.row(row);
      },
    });
  } finally {
    screen.end();
  }
}

/** Opens what nodes are made of, uses it, and closes it. */
async function withProvider(
  config: Config,
  courses: readonly Course[],
  o: { readonly yes: boolean; readonly signal: AbortSignal },
  use: (opened: Opened) => Promise<void>,
): Promise<void> {
  const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
  const docker = config.provider === 'fake' ? config.docker : await findDocker(config, courses, { ...o, progress });
  const { openLog, openProvider } = await import('../server/wiring.ts');
  // A folder of its own: a server on the same data folder would take these clusters for leftovers, and the other way round.
  const own = { ...config, docker, dataDir: join(config.dataDir, 'rehearsal') };
  const release = lockDataDir(own.dataDir);
  try {
    const log = openLog(own);
    const phases = createPhases(progress);
    const opening = openProvider(own, courses, { signal: o.signal, onProgress: phases.tell, log });
    await opening.catch(phases.end);
    const { provider } = await opening;
    await phases.end();
    try {
      for (const leftover of await provider.adopt(o.signal)) await leftover.destroy(o.signal);
      await use({ provider, log });
    } finally {
      await provider.close();
    }
  } finally {
    release();
  }
}

async function findDocker(
  config: Config,
  courses: readonly Course[],
  o: { readonly yes: boolean; readonly signal: AbortSignal; readonly progress: ReturnType<typeof createProgress> },
): Promise<string> {
  const { ensureEngine, ensureImageTools } = await import('./setup/index.ts');
  const options = { ...o, env: process.env, dataDir: config.dataDir };
  const engine = await ensureEngine(options);
  const images = courses.flatMap((course) => course.images);
  await ensureImageTools(engine, images, options);
  return engine.socket;
}

/** The courses with these ids, or all; a course that does not fit is refused with all that is wrong in it. */
async function chooseCourses(
  folder: string,
  ids: readonly string[],
  { module, step }: Choice,
): Promise<readonly Course[]> {
  const folders = courseFolders(folder);
  const known = folders.map((path) => path.split('/').at(-1) ?? path);
  for (const id of ids) {
    if (!known.includes(id))
      throw new LabError('unknownCourse', `There is no course ${id}. There are ${known.join(', ')}.`);
  }
  const chosen = folders.filter((_, i) => ids.length === 0 || ids.includes(known[i] ?? ''));
  const courses = await Promise.all(chosen.map(loadOrRefuse));
  const having = courses.filter(({ outline: { modules } }) => {
    const fits = modules.filter((one) => !module || one.id === module);
    return fits.some((one) => !step || one.steps.some(({ id }) => id === step));
  });
  if (having.length > 0) return having;
  const what = [module && `module ${module}`, step && `step ${step}`].filter(Boolean).join(' with a ');
  throw new LabError('unknownStep', `No course of ${known.join(', ')} has a ${what || 'step'}.`);
}

async function loadOrRefuse(folder: string): Promise<Course> {
  const { course, issues } = await loadCourse(folder);
  if (course) return course;
  const lines = issues.map((issue) => issueLine({ ...issue, file: join(folder, issue.file) }));
  throw new LabError('badCourse', `A course does not fit:\n${lines.join('\n')}`);
}
