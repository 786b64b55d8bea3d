import { type CourseStep, type StepBlock, type StepFrontMatter, stepFrontMatter } from '../../contract/index.ts';
import { lintChecks } from './lint-checks.ts';
import type { CoursePictures } from './pictures/index.ts';
import type { Report } from './rules.ts';
import { readBody } from './step-blocks.ts';
import { readYaml } from './yaml-reader.ts';

export interface StepContext {
  /** The nodes of the course. */
  readonly nodes: readonly string[];
  /** The id of the module that the step is in. */
  readonly module: string;
  readonly pictures: CoursePictures;
  readonly report: Report;
}

/** A step's Markdown file as a step; absent when its front matter does not fit. */
export function readStep(text: string, context: StepContext): CourseStep | undefined {
  const { nodes, pictures, report } = context;
  const parts = splitFrontMatter(text);
  if (!parts) {
    report(
      'no-front-matter',
      1,
      'A step begins with a line of ---, its id, title, minutes and checks, and another line of ---',
    );
    return undefined;
  }
  const { value: front, lineOf } = readYaml(parts.yaml, stepFrontMatter, { report, firstLine: 2 });
  const blocks = readBody(parts.body, { nodes, pictures, report, firstLine: parts.bodyLine });
  if (!front) return undefined;
  lintChecks(front.checks, nodes, (code, index, key, message) => report(code, lineOf(['checks', index, key]), message));
  for (const [index, { do: wrong, undo }] of front.mistakes.entries()) {
    for (const { node } of [...wrong, ...undo]) {
      if (!nodes.includes(node))
        report('unknown-node', lineOf(['mistakes', index]), `mistakes[${index}]: the course has no node ${node}`);
    }
  }
  lintWhole(front, blocks, (code, key, message) => report(code, lineOf([key]), message));
  return makeStep(front, blocks, context);
}

function makeStep(front: StepFrontMatter, blocks: readonly StepBlock[], { nodes, module }: StepContext): CourseStep {
  const { id, title, minutes, settleSeconds, limitSeconds, detour, checks, mistakes } = front;
  const views = checks.map((check) => {
    if (check.kind !== 'answer') return { title: check.title };
    const isNodes = check.choices?.length === 1 && check.choices[0] === 'nodes';
    const choices = isNodes ? nodes : check.choices;
    return { title: check.title, ask: check.ask, ...(choices ? { choices } : {}) };
  });
  return {
    view: { id, title, minutes, module, settleSeconds, blocks, checks: views },
    checks,
    settleSeconds,
    limitSeconds,
    detour,
    mistakes,
  };
}

type ReportKey = (code: Parameters<Report>[0], key: string, message: string) => void;

function lintWhole(front: StepFrontMatter, blocks: readonly StepBlock[], report: ReportKey): void {
  if (front.settleSeconds >= front.limitSeconds) {
    report(
      'settle-and-limit',
      'settleSeconds',
      `settleSeconds (${front.settleSeconds}) must be less than limitSeconds (${front.limitSeconds})`,
    );
  }
  const asksOnly = front.checks.every((check) => check.kind === 'answer');
  if (!asksOnly && !hasReplay(blocks)) {
    report(
      'nothing-to-replay',
      'checks',
      'Rehearse cannot make these checks green: the step has no block to run, save or break something. Add one, or a solution',
    );
  }
}

function hasReplay(blocks: readonly StepBlock[]): boolean {
  return blocks.some((block) => (block.type === 'fold' ? hasReplay(block.blocks) : 'id' in block && !block.skip));
}

function splitFrontMatter(text: string): { yaml: string; body: string; bodyLine: number } | undefined {
  const lines = text.split('\n');
  if (lines[0]?.trimEnd() !== '---') return undefined;
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---');
  if (end < 0) return undefined;
  return { yaml: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}
