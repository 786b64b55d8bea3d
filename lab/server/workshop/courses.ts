import {
  type Course,
  type CourseModule,
  type CoursePicture,
  type CourseStep,
  LabError,
  type StepBlock,
} from '../../contract/index.ts';

/** A step with the module it is in. */
export interface PlacedStep {
  readonly module: CourseModule;
  readonly step: CourseStep;
}

/** All steps of a course in order. */
export function stepsOf(course: Course): readonly PlacedStep[] {
  return course.modules.flatMap((module) => module.steps.map((step) => ({ module, step })));
}

/** The step with this id; throws LabError unknownStep. */
export function stepOf(course: Course, id: string): PlacedStep {
  const found = stepsOf(course).find((placed) => placed.step.view.id === id);
  if (!found) throw new LabError('unknownStep', `The course ${course.outline.id} has no step ${id.slice(0, 80)}.`);
  return found;
}

/** The module with this id; throws LabError unknownStep. */
export function moduleOf(course: Course, id: string): CourseModule {
  const found = course.modules.find((module) => module.id === id);
  if (!found) throw new LabError('unknownStep', `The course ${course.outline.id} has no part ${id.slice(0, 80)}.`);
  return found;
}

/** The id of the first step of a course. */
export function firstStep(course: Course): string {
  const first = stepsOf(course)[0];
  if (!first) throw new LabError('badCourse', `The course ${course.outline.id} has no step.`);
  return first.step.view.id;
}

/** The picture with an address of its own at this path; throws LabError notFound. */
export function pictureOf(course: Course, path: string): CoursePicture {
  const found = course.pictures.get(path);
  if (found) return found;
  throw new LabError('notFound', `The course ${course.outline.id} has no picture ${path.slice(0, 80)}.`);
}

/** The block with this id, folds searched too; throws LabError badMessage. */
export function blockOf(step: CourseStep, id: string): StepBlock {
  const found = findBlock(step.view.blocks, id);
  if (!found)
    throw new LabError(
      'badMessage',
      `Step ${step.view.id} has no block ${id.slice(0, 80)}. Reload the page: the course may have changed.`,
    );
  return found;
}

function findBlock(blocks: readonly StepBlock[], id: string): StepBlock | undefined {
  for (const block of blocks) {
    if ('id' in block && block.id === id) return block;
    const inside = block.type === 'fold' ? findBlock(block.blocks, id) : undefined;
    if (inside) return inside;
  }
  return undefined;
}
