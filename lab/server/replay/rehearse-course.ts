import { randomBytes } from 'node:crypto';
import type { Logger as Log } from 'pino';
import { type Course, LabError, toProblem } from '../../contract/index.ts';
import { watchCluster } from '../cluster/index.ts';
import type { Provider } from '../sandbox/index.ts';
import { openTerminals } from '../terminal/index.ts';
import type { StepState } from './judge.ts';
import { type OpenStage, type Performance, performStep } from './perform-step.ts';
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
}

export interface RehearsalOptions extends Selection {
  readonly course: Course;
  readonly provider: Provider;
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onRow: (row: RehearsalRow) => void;
  /** Told what is done meanwhile. */
  readonly onProgress?: (step: string) => void;
}

const DESTROY_LIMIT_MS = 60_000;

/**
 * Proves the steps of a course on real clusters: red before, green after. Each module has a fresh cluster, in which the
 * modules that it starts after are played first. Throws LabError when there is no step to prove.
 */
export async function rehearseCourse(options: RehearsalOptions): Promise<readonly RehearsalRow[]> {
  const parts = planRehearsal(options.course, options);
  if (parts.length === 0)
    throw new LabError('badCourse', `The course ${options.course.outline.id} has no step to rehearse.`);
  const rows: RehearsalRow[] = [];
  for (const part of parts) {
    await new Rehearsal(part, options, (row) => {
      rows.push(row);
      options.onRow(row);
    }).run();
  }
  return rows;
}

/** One module in one sandbox. */
class Rehearsal {
  readonly #part: RehearsalPart;
  readonly #o: RehearsalOptions;
  readonly #onRow: (row: RehearsalRow) => void;
  readonly #told = new Set<string>();

  constructor(part: RehearsalPart, options: RehearsalOptions, onRow: (row: RehearsalRow) => void) {
    this.#part = part;
    this.#o = options;
    this.#onRow = onRow;
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
    const { signal } = this.#o;
    for (const step of this.#part.before) {
      this.#say(`Playing ${step.view.id}, which comes before`);
      const { after, because } = await performStep(step, stage, this.#o);
      if (after === 'met') continue;
      this.#failTheRest(`${step.view.id}, which comes before, did not become green. ${because.join(' ')}`);
      return;
    }
    for (const step of this.#part.steps) {
      this.#say(`Rehearsing ${step.view.id}`);
      const performance = await performStep(step, stage, this.#o);
      signal.throwIfAborted();
      if (this.#part.judged.has(step.view.id)) this.#tell(step.view.id, performance);
    }
  }

  async #inSandbox(use: (stage: OpenStage) => Promise<void>): Promise<void> {
    const { course, provider, now, log, signal } = this.#o;
    this.#say(`Opening a cluster for ${this.#part.module.title}`);
    const id = `r${randomBytes(5).toString('hex')}`;
    const labels = { rehearsal: course.outline.id };
    const sandbox = await provider.open({ id, nodes: course.outline.nodes, labels }, { signal });
    const watch = watchCluster({ sandbox, now, log });
    const terminals = openTerminals({ sandbox, log, now });
    try {
      // A cluster that is looked at is read as often as in a learner's page.
      watch.setLooking(true);
      await use({ sandbox, watch, terminals });
    } finally {
      terminals.close();
      watch.close();
      await sandbox.destroy(AbortSignal.timeout(DESTROY_LIMIT_MS));
    }
  }

  #tell(step: string, { before, after, seconds, because }: Performance): void {
    const early = EARLY[before];
    const sentences = [...(early ? [early] : []), ...because];
    const result = sentences.length === 0 ? 'passed' : 'failed';
    this.#told.add(step);
    this.#onRow({
      course: this.#o.course.outline.id,
      module: this.#part.module.id,
      step,
      before,
      after,
      seconds: Math.round(seconds * 10) / 10,
      result,
      ...(result === 'failed' ? { because: sentences.join(' ') } : {}),
    });
  }

  /** No step of the part is left out of the result because something around it broke. */
  #failTheRest(because: string): void {
    for (const step of this.#part.judged) {
      if (this.#told.has(step)) continue;
      this.#tell(step, { before: 'notYet', after: 'notYet', seconds: 0, because: [because] });
    }
  }

  #say(step: string): void {
    this.#o.onProgress?.(step);
  }
}

const EARLY: Readonly<Record<StepState, string | undefined>> = {
  met: 'It is green before anything was done, so it proves nothing.',
  couldNotCheck: 'It could not be checked before anything was done.',
  notYet: undefined,
};
