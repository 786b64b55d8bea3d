import {
  type ComputedRef,
  computed,
  type InjectionKey,
  inject,
  type Ref,
  ref,
  type ShallowRef,
  shallowRef,
  watch,
} from 'vue';
import type { StepView } from '../../contract/index.ts';
import { getStep, type Seat, sentenceOf } from '../connection/index.ts';
import { type PlacedStep, placeSteps } from './course-steps.ts';

/** Where the learner is in the course, and the text of that step. */
export interface Lesson {
  readonly steps: ComputedRef<readonly PlacedStep[]>;
  readonly here: ComputedRef<PlacedStep | undefined>;
  readonly previous: ComputedRef<PlacedStep | undefined>;
  readonly next: ComputedRef<PlacedStep | undefined>;
  readonly view: ShallowRef<StepView | undefined>;
  /** Why the text could not be fetched. */
  readonly problem: Ref<string>;
  readonly isMet: ComputedRef<boolean>;
  go(to: PlacedStep | undefined): void;
  fetchAgain(): void;
}

/** Follows the seat's progress and fetches the step it is at; the one after it is fetched ahead. */
export function useLesson(seat: Seat, fetchStep: typeof getStep = getStep): Lesson {
  const steps = computed(() => placeSteps(seat.course.value));
  const at = computed(() => steps.value.findIndex((p) => p.step.id === seat.progress.value.step));
  const here = computed(() => steps.value[at.value]);
  const next = computed(() => (at.value < 0 ? undefined : steps.value[at.value + 1]));
  const view: ShallowRef<StepView | undefined> = shallowRef();
  const problem = ref('');
  const known = new Map<string, Promise<StepView>>();

  function fetched(id: string): Promise<StepView> {
    const course = seat.course.value?.id ?? '';
    const key = `${course}/${id}`;
    const promise = known.get(key) ?? fetchStep(course, id);
    known.set(key, promise);
    promise.catch(() => known.delete(key));
    return promise;
  }
  async function show(): Promise<void> {
    const id = here.value?.step.id;
    if (!id) return;
    // A text that is there already is swapped without a blank in between.
    if (view.value?.id !== id && !known.has(`${seat.course.value?.id}/${id}`)) view.value = undefined;
    problem.value = '';
    try {
      const text = await fetched(id);
      if (here.value?.step.id !== id) return;
      view.value = text;
      if (next.value) fetched(next.value.step.id).catch(() => undefined);
    } catch (error) {
      if (here.value?.step.id === id) problem.value = sentenceOf(error);
    }
  }

  watch(() => [seat.course.value?.id, here.value?.step.id], show, { immediate: true });
  watch(seat.courseVersion, () => {
    known.clear();
    void show();
  });
  // What could not be fetched is fetched when the line is back.
  watch(seat.isLive, (isLive) => {
    if (isLive && problem.value) void show();
  });
  return {
    steps,
    here,
    next,
    view,
    problem,
    previous: computed(() => (at.value <= 0 ? undefined : steps.value[at.value - 1])),
    isMet: computed(() => seat.progress.value.met[here.value?.step.id ?? ''] !== undefined),
    go: (to) => to && seat.openStep(to.step.id),
    fetchAgain: () => void show(),
  };
}

/** What the blocks of a step need from the page they are on. */
export interface LessonBlockContext {
  readonly stepId: Ref<string>;
  /** The block that the learner most likely wants next. */
  readonly nextBlock: Ref<string | undefined>;
  /** Hints of the step in order, by their place. */
  readonly hints: Ref<readonly object[]>;
  run(block: string, nodes: readonly string[]): void;
}
export const lessonBlockKey: InjectionKey<LessonBlockContext> = Symbol('lesson blocks');

/** The context of the step a block is in. */
export function useLessonBlocks(): LessonBlockContext {
  const context = inject(lessonBlockKey);
  if (!context) throw new Error('a block is shown outside of a guide');
  return context;
}
