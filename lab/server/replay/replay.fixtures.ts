import type { Check, ClusterShape, Course, CourseModule, CourseStep, StepBlock } from '../../contract/index.ts';

/** A step whose check is a swarm unless others are given. */
export function stepOf(id: string, blocks: readonly StepBlock[] = [], o: Partial<CourseStep> = {}): CourseStep {
  const checks = o.checks ?? [{ kind: 'swarm', title: 'There is a swarm', state: 'active' } satisfies Check];
  const settleSeconds = o.settleSeconds ?? 0;
  const view = { id, title: id, minutes: 1, module: 'm', settleSeconds, blocks, checks: [] };
  return {
    view,
    checks,
    settleSeconds,
    limitSeconds: o.limitSeconds ?? 10,
    detour: o.detour ?? false,
    mistakes: o.mistakes ?? [],
  };
}

type ModuleSketch = Pick<CourseModule, 'id' | 'start' | 'steps'> & Partial<CourseModule>;

/** A course of two nodes with these modules. */
export function courseOf(modules: readonly ModuleSketch[]): Course {
  const shape: ClusterShape = { nodes: ['node1', 'node2'], spares: [], interfaces: 1 };
  const titled = modules.map((module) => ({ shape, real: false, ...module, title: module.id }));
  const outlines = titled.map(({ id, title, steps }) => ({
    id,
    title,
    steps: steps.map(({ view }) => ({ id: view.id, title: view.title, minutes: 1 })),
  }));
  const outline = {
    id: 'small',
    title: 'Small',
    summary: '',
    nodes: ['node1', 'node2'],
    minutes: 1,
    modules: outlines,
  };
  return { outline, images: [], files: [], pictures: new Map(), modules: titled };
}

/** A block that runs lines on node1. */
export function runBlock(lines: string, o: { nodes?: readonly string[]; skip?: true } = {}): StepBlock {
  const { nodes = ['node1'], ...rest } = o;
  return { type: 'run', id: `run-${lines}`, nodes, lines, html: '', ...rest };
}
