import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Course, StepBlock } from '../../contract/index.ts';
import { loadCourse } from './load-course.ts';
import { readBody } from './step-blocks.ts';

const nodes = ['node1', 'node2', 'other'];
const read = (markdown: string): readonly StepBlock[] =>
  readBody(markdown, { nodes, pictures: { course: 'c', found: new Map() }, firstLine: 1, report: () => {} });
const fence = (info: string, body: string): string => `\`\`\`${info}\n${body}\n\`\`\`\n\n`;

describe('the blocks of a step', () => {
  let blocks: readonly StepBlock[];
  let course: Course | undefined;
  beforeAll(async () => {
    ({ course } = await loadCourse(join(import.meta.dirname, 'fixtures', 'whole-course')));
    blocks = course?.modules[0]?.steps[0]?.view.blocks ?? [];
  });
  const ofType = <T extends StepBlock['type']>(type: T) =>
    blocks.filter((block): block is Extract<StepBlock, { type: T }> => block.type === type);

  it('stand in reading order, text and folds between them', () => {
    const kinds = blocks.map((block) => (block.type === 'fold' ? block.kind : block.type));
    expect(kinds).toEqual([
      'html',
      'run',
      'output',
      'run',
      'solution',
      'save',
      'fault',
      'fault',
      'html',
      'hint',
      'hint',
      'solution',
      'html',
    ]);
  });

  it('run on the nodes that are named, in the order of the course, or on all that a star stands for', () => {
    expect(ofType('run').map((block) => block.nodes)).toEqual([['node1'], ['node1', 'node2']]);
    expect(ofType('run')[0]?.lines).toBe(
      "docker swarm init --advertise-addr {{address.node1}}\ndocker node ls --format '{{.Hostname}}'",
    );
  });

  it('put solutions that follow one another into one fold, and mark what is not replayed', () => {
    const solution = ofType('fold').find((fold) => fold.kind === 'solution');
    expect(solution?.title).toBe('Solution');
    expect(solution?.blocks).toMatchObject([
      { type: 'run', nodes: ['node1', 'node2'], lines: 'docker info' },
      { type: 'run', nodes: ['node1'], skip: true },
    ]);
    expect(solution?.blocks[0]).not.toHaveProperty('skip');
  });

  it('save files as they are written, with a line end', () => {
    expect(ofType('save')).toMatchObject([{ node: 'node1', path: '~/stack.yml', text: 'version: "3.8"\n' }]);
  });

  it('name faults by their text, or by what they do', () => {
    expect(ofType('fault').map(({ action, nodes, title }) => ({ action, nodes, title }))).toEqual([
      { action: 'stop', nodes: ['node2'], title: 'Cut the power' },
      { action: 'start', nodes: ['node2', 'other'], title: 'Switch on again' },
    ]);
  });

  it('give hints their titles and whatever stands in them', () => {
    const [first, second] = ofType('fold').filter((fold) => fold.kind === 'hint');
    expect(first).toMatchObject({ title: 'Look at the map', blocks: [{ type: 'html' }, { type: 'run' }] });
    expect(second?.title).toBe('Hint');
  });

  it('set notes and warnings apart, and end a container only outside of fences', () => {
    const [, note, warning] = ofType('html');
    expect(note?.html).toContain('<div class="note info" role="note">');
    expect(note?.html).toContain('<li>one</li>');
    expect(warning?.html).toContain('<div class="note warn" role="note">');
    expect(warning?.html).toContain(':::</span>');
  });

  it('link whole addresses only, in a new page', () => {
    const html = ofType('html')[0]?.html ?? '';
    expect(html).toContain('<a href="https://example.org/page" target="_blank" rel="noopener">link</a>');
    expect(html).toContain('a file join.sh that is no link');
  });

  it('offer the nodes where a question says so, and never show what is right', () => {
    const questions = course?.modules[1]?.steps[0]?.view.checks;
    expect(questions?.[0]).toEqual({ title: 'You know who leads', ask: 'Who leads?', choices: nodes });
    expect(JSON.stringify(questions)).not.toContain('expect');
  });

  it('never let markup of an author through', () => {
    const blocks = read(`<img src=x onerror=alert(1)> [a](javascript:alert(1))\n\n${fence('sh node1', '<b>')}`);
    const html = blocks.map((block) => ('html' in block ? block.html : '')).join('');
    expect(html).not.toMatch(/<img|<b>|href="javascript/);
  });

  it('keep their names when they are moved, and lose them when they are changed', () => {
    const names = (markdown: string) => read(markdown).flatMap((block) => ('id' in block ? [block.id] : []));
    const [one, two, again] = [fence('sh node1', 'one'), fence('sh node1', 'two'), fence('sh node1', 'one')];
    const first = names(one + two);
    expect(names(`Text before.\n\n${two}${one}`)).toEqual(first.toReversed());
    expect(names(fence('sh node1', 'one!') + fence('sh node2', 'one'))).not.toContain(first[0]);
    expect(names(one + again)).toEqual([first[0], `${first[0]}-2`]);
  });
});
