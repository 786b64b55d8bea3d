import { type Course, type CourseModule, type CourseStep, LabError } from '../../contract/index.ts';

/** A step of a rehearsal, with the module it is in. */
export interface PlannedStep {
  readonly step: CourseStep;
  readonly module: CourseModule;
  /** Whether it gets a row; others are played because what comes after needs them. */
  readonly judged: boolean;
}

/** What is done in one fresh cluster: modules of which each begins where the one before it ends. */
export interface RehearsalPart {
  /** The first module whose steps are judged. */
  readonly module: CourseModule;
  readonly steps: readonly PlannedStep[];
}

export interface Selection {
  readonly modules?: readonly string[];
  readonly steps?: readonly string[];
}

/**
 * The parts of a rehearsal. Modules that follow one another share a cluster, as they do for learners; where two begin at the end
 * of the same one, each has a cluster in which all that leads to it is played. Throws LabError for a module or step that is not there.
 */
export function planRehearsal(course: Course, { modules, steps }: Selection): readonly RehearsalPart[] {
  const chosen = chooseModules(course, modules);
  const all = chosen.flatMap((module) => module.steps.map((step) => step.view.id));
  for (const id of steps ?? []) {
    if (!all.includes(id)) throw unknown(`step ${id}`, course, all);
  }
  const isWanted = ({ view }: CourseStep): boolean => !steps || steps.includes(view.id);
  const left = new Set(chosen.filter((module) => module.steps.some(isWanted)));
  const parts: RehearsalPart[] = [];
  // The last module first: what leads to it is judged on the way, so that nothing is played twice that need not be.
  for (const module of [...left].reverse()) {
    if (!left.has(module)) continue;
    const chain = [...modulesBefore(course, module), module];
    const own = chain.filter((one) => left.delete(one));
    const planned = chain.flatMap((one) =>
      one.steps.map((step) => ({ step, module: one, judged: own.includes(one) && isWanted(step) })),
    );
    const last = planned.findLastIndex(({ judged }) => judged);
    parts.unshift({ module: own[0] ?? module, steps: planned.slice(0, last + 1) });
  }
  return parts;
}

/** The modules that lead to where a module starts, the first one first. */
export function modulesBefore(course: Course, { start }: CourseModule): readonly CourseModule[] {
  if (start === 'engines') return [];
  const earlier = course.modules.find((candidate) => candidate.id === start.after);
  return earlier ? [...modulesBefore(course, earlier), earlier] : [];
}

function chooseModules(course: Course, ids: readonly string[] | undefined): readonly CourseModule[] {
  const known = course.modules.map((module) => module.id);
  for (const id of ids ?? []) {
    if (!known.includes(id)) throw unknown(`module ${id}`, course, known);
  }
  return course.modules.filter((module) => !ids || ids.includes(module.id));
}

function unknown(what: string, course: Course, known: readonly string[]): LabError {
  return new LabError('unknownStep', `The course ${course.outline.id} has no ${what}. There are ${known.join(', ')}.`);
}
