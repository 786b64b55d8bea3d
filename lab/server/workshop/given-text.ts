import type { Course, StepBlock } from '../../contract/index.ts';
import { givenFile } from '../replay/index.ts';
import { fromHome } from '../sandbox/index.ts';
import { stepsOf } from './courses.ts';

/**
 * The text that a course gives for a file on a node: of the last block that writes it up to a step, else of the files that lie
 * there from the start. Solutions are not looked into. Undefined where the course gives none.
 */
export async function givenText(course: Course, step: string, node: string, path: string): Promise<string | undefined> {
  const steps = stepsOf(course);
  const upTo = steps.findIndex((placed) => placed.step.view.id === step) + 1;
  const blocks = steps.slice(0, upTo || undefined).flatMap((placed) => openBlocks(placed.step.view.blocks));
  const saved = blocks.findLast(
    (block) => block.type === 'save' && block.node === node && fromHome(block.path) === fromHome(path),
  );
  if (saved?.type === 'save') return saved.text;
  const bytes = await givenFile(course.files, node, path);
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function openBlocks(blocks: readonly StepBlock[]): readonly StepBlock[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'fold') return [block];
    return block.kind === 'solution' ? [] : openBlocks(block.blocks);
  });
}
