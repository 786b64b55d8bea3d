import { z } from 'zod';
import { courseManifest, stepFrontMatter } from '../../contract/index.ts';

/** What editors need to complete and check what authors write, by the name of its file. */
export function authorSchemas(): Readonly<Record<'course' | 'step', object>> {
  return {
    course: { ...z.toJSONSchema(courseManifest, { io: 'input' }), title: 'course.yaml of a lab course' },
    step: { ...z.toJSONSchema(stepFrontMatter, { io: 'input' }), title: 'Front matter of a step' },
  };
}
