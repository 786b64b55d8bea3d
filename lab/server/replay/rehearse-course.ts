import { randomBytes } from 'node:crypto';
import { type Course, LabError, toProblem } from '../../contract/index.ts';
import { watchCluster } from '../cluster/index.ts';
import type { Provider } from '../sandbox/index.ts';
import { CommandLog, openTerminals, RehearsalRecording, realClock, type TapMaker } from '../terminal/index.ts';
import type { StepState } from './judge.ts';
import { layFiles } from './lay-files.ts';
import { type OpenStage, type Performance, type PerformOptions, performStep } from './perform-step.ts';
import { planRehearsal, type RehearsalPart, type Selection } from './plan.ts';

/** What came of one step. */
export interface RehearsalRow {
  readonly course: string;
  readonly module: string;
  readonly step: string;
  readonly before: StepState;
  readonly after: StepState;
  readonly seconds: number;
  readonly result: 'passed' | 'failed';
  /** Why it failed, as sentences. */
  readonly because?: string;
  /** Why it took a second try. */
  readonly firstTry?: string;
}

/** How steps are performed holds for those that get a row; wrong ways are not taken on the way to them. */
export interface RehearsalOptions extends Selection, PerformOptions {
  readonly course: Course;
  readonly provider: Provider;
  /** Clusters that are rehearsed in at the same time (1 if left out). */
  readonly atOnce?: number;
  /** A folder for recordings: one of each terminal that is played in, with a mark where each step begins. */
  readonly recordTo?: string;
  readonly onRow: (row: RehearsalRow) => void;
  /** Told what is done meanwhile. */
  readonly onProgress?: (step: string) => void;
}

const DESTROY_LIMIT_MS = 60_000;

/**
 * Proves the steps of a course on real clusters: red before, green after. Modules that follow one another share a fresh cluster.
 * Throws LabError when there is no step to prove.
 */
export async function rehearseCourse(options: RehearsalOptions): Promise<readonly RehearsalRow[]> {
  const parts = planRehearsal(options.course, options);
  if (parts.length === 0)
    throw new LabError('badCourse', `The course ${options.course.outline.id} has no step to rehearse.`);
  const rows: RehearsalRow[] = [];
  const onRow = (row: RehearsalRow): void => {
    rows.push(row);
    options.onRow(row);
  };
  // The longest first, so that it is not what the others wait for in the end.
  const left = parts.toSorted((a, b) => b.steps.length - a.steps.length);
  const work = async (): Promise<void> => {
    for (let part = left.shift(); part; part = left.shift()) await new Rehearsal(part, options, onRow).run();
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 1 }, work));
  return rows;
}

/** One chain of modules in one sandbox. */
class Rehearsal {
  readonly #part: RehearsalPart;
  readonly #o: RehearsalOptions;
  readonly #onRow: (row: RehearsalRow) => void;
  readonly #told = new Set<string>();
  readonly #recording: RehearsalRecording | undefined;

  constructor(part: RehearsalPart, options: RehearsalOptions, onRow: (row: RehearsalRow) => void) {
    this.#part = part;
    this.#o = options;
    this.#onRow = onRow;
    this.#recording = recordingOf(part, options);
  }

  async run(): Promise<void> {
    try {
      await this.#inSandbox((stage) => this.#play(stage));
    } catch (error) {
      this.#o.signal.throwIfAborted();
      const problem = toProblem(error);
      if (problem.code === 'internal') this.#o.log.error({ err: error }, 'the rehearsal broke');
      this.#failTheRest(problem.code === 'internal' && error instanceof Error ? error.message : problem.detail);
    }
  }

  async #play(stage: OpenStage): Promise<void> {
    const { signal, mistakes = false } = this.#o;
    for (const { step, module, judged } of this.#part.steps) {
      this.#say(judged ? `Rehearsing ${step.view.id}` : `Playing ${step.view.id}, which comes before`);
      this.#recording?.mark(step.view.title);
      const performance = await performStep(step, stage, { ...this.#o, mistakes: mistakes && judged });
      signal.throwIfAborted();
      if (judged) this.#tell(step.view.id, module.id, performance);
      else if (performance.after !== 'met') {
        const why = performance.because.join(' ');
        this.#failTheRest(`${step.view.id}, which comes before, did not become green. ${why}`);
        return;
      }
    }
  }

  async #inSandbox(use: (stage: OpenStage) => Promise<void>): Promise<void> {
    const { course, provider, now, log, signal } = this.#o;
    const { module } = this.#part;
    this.#say(`Opening a cluster for ${module.title}`);
    const id = `r${randomBytes(5).toString('hex')}`;
    const labels = { rehearsal: course.outline.id };
    const sandbox = await provider.open({ id, ...module.shape, labels }, { signal });
    const watch = watchCluster({ sandbox, now, log });
    const recording = this.#recording;
    const commands = new CommandLog(now);
    const taps: TapMaker = (place) => [...(recording?.tap(place) ?? []), commands.tap(place)];
    const terminals = openTerminals({ sandbox, log, now, taps });
    try {
      // A cluster that is looked at is read as often as in a learner's page.
      watch.setLooking(true);
      await layFiles(course.files, sandbox, signal);
      await use({ sandbox, watch, terminals, commands });
    } finally {
      terminals.close();
      watch.close();
      const problem = await recording?.settled();
      if (problem !== undefined) this.#say(problem);
      await sandbox.destroy(AbortSignal.timeout(DESTROY_LIMIT_MS));
    }
  }

  #tell(step: string, module: string, { before, after, seconds, because, firstTry }: Performance): void {
    const early = EARLY[before];
    const sentences = [...(early ? [early] : []), ...because];
    const result = sentences.length === 0 ? 'passed' : 'failed';
    this.#told.add(step);
    this.#onRow({
      course: this.#o.course.outline.id,
      module,
      step,
      before,
      after,
      seconds: Math.round(seconds * 10) / 10,
      result,
      ...(result === 'failed' ? { because: sentences.join(' ') } : {}),
      ...(firstTry ? { firstTry: firstTry.join(' ') } : {}),
    });
  }

  /** No step of the part is left out of the result because something around it broke. */
  #failTheRest(because: string): void {
    for (const { step, module, judged } of this.#part.steps) {
      if (!judged || this.#told.has(step.view.id)) continue;
      this.#tell(step.view.id, module.id, { before: 'notYet', after: 'notYet', seconds: 0, because: [because] });
    }
  }

  #say(step: string): void {
    this.#o.onProgress?.(step);
  }
}

function recordingOf(
  { module }: RehearsalPart,
  { course, recordTo, now, log }: RehearsalOptions,
): RehearsalRecording | undefined {
  if (recordTo === undefined) return undefined;
  const { id, title } = course.outline;
  const name = `${id}-${module.id}`;
  return new RehearsalRecording({
    folder: recordTo,
    name,
    title: `${title}, ${module.title}`,
    clock: realClock(now),
    log,
  });
}

const EARLY: Readonly<Record<StepState, string | undefined>> = {
  met: 'It is green before anything was done, so it proves nothing.',
  couldNotCheck: 'It could not be checked before anything was done.',
  notYet: undefined,
};
