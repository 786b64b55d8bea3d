import { type Course, type CourseModule, type CourseStep, LabError } from '../../contract/index.ts';

/** What is done in one fresh sandbox. */
export interface RehearsalPart {
  readonly module: CourseModule;
  /** Steps of the modules that this one starts after, in order: played, not judged. */
  readonly before: readonly CourseStep[];
  /** Steps of the module up to the last that was asked for. */
  readonly steps: readonly CourseStep[];
  /** Ids of the steps that get a row. */
  readonly judged: ReadonlySet<string>;
}

export interface Selection {
  readonly modules?: readonly string[];
  readonly steps?: readonly string[];
}

/** The parts of a rehearsal, one for each module; throws LabError for a module or step that is not there. */
export function planRehearsal(course: Course, { modules, steps }: Selection): readonly RehearsalPart[] {
  const known = course.modules.map((module) => module.id);
  for (const id of modules ?? []) {
    if (!known.includes(id)) throw unknown(`module ${id}`, course, known);
  }
  const chosen = course.modules.filter((module) => !modules || modules.includes(module.id));
  const all = chosen.flatMap((module) => module.steps.map((step) => step.view.id));
  for (const id of steps ?? []) {
    if (!all.includes(id)) throw unknown(`step ${id}`, course, all);
  }
  const parts = chosen.map((module): RehearsalPart => {
    const ids = module.steps.map((step) => step.view.id).filter((id) => !steps || steps.includes(id));
    const last = module.steps.findLastIndex((step) => ids.includes(step.view.id));
    const before = stepsBefore(course, module);
    return { module, before, steps: module.steps.slice(0, last + 1), judged: new Set(ids) };
  });
  return parts.filter((part) => part.judged.size > 0);
}

/** The steps that lead to where a module starts. */
function stepsBefore(course: Course, module: CourseModule): readonly CourseStep[] {
  const { start } = module;
  if (start === 'engines') return [];
  const earlier = course.modules.find((candidate) => candidate.id === start.after);
  return earlier ? [...stepsBefore(course, earlier), ...earlier.steps] : [];
}

function unknown(what: string, course: Course, known: readonly string[]): LabError {
  return new LabError('unknownStep', `The course ${course.outline.id} has no ${what}. There are ${known.join(', ')}.`);
}
