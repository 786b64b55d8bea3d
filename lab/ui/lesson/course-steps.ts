import type { CourseOutline, ModuleOutline, StepOutline } from '../../contract/index.ts';

/** A step with its place in the course. */
export interface PlacedStep {
  readonly step: StepOutline;
  readonly module: ModuleOutline;
  /** From 1, over the whole course. */
  readonly number: number;
}

/** All steps of a course in order. */
export function placeSteps(course: CourseOutline | undefined): readonly PlacedStep[] {
  const placed = (course?.modules ?? []).flatMap((module) => module.steps.map((step) => ({ step, module })));
  return placed.map((p, at) => ({ ...p, number: at + 1 }));
}

/** The steps that a search means: by number, by words of the title or of the module. */
export function searchSteps(steps: readonly PlacedStep[], search: string): readonly PlacedStep[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return steps;
  if (words.length === 1 && /^\d+$/.test(words[0] ?? '')) {
    const wanted = words[0] ?? '';
    // The exact number first, then those that begin with it.
    const begins = steps.filter((s) => String(s.number).startsWith(wanted));
    return begins.toSorted((a, b) => Number(String(b.number) === wanted) - Number(String(a.number) === wanted));
  }
  return steps.filter(({ step, module }) => {
    const text = `${step.title} ${module.title}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export type StepMark = 'done' | 'here' | 'open';

/** How a step stands: here wins over done, as the eye looks for it first. */
export function markOf(id: string, here: string, met: Readonly<Record<string, number>>): StepMark {
  if (id === here) return 'here';
  return met[id] === undefined ? 'open' : 'done';
}
