import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import type { BlockRun } from '../connection/index.ts';
import LessonRun from './LessonRun.vue';

const block = { type: 'run', id: 'b1', nodes: ['node1'], lines: 'docker node ls', html: 'docker node ls' } as const;
const runs = (...list: BlockRun[]) => list;
function mountRun(props: Partial<InstanceType<typeof LessonRun>['$props']> = {}) {
  return mount(LessonRun, { props: { block, runs: [], now: 0, ...props } });
}

test('Run asks for the block, and is Again after it ran', async () => {
  const run = mountRun();
  const button = run.findAll('button').at(-1);
  expect(button?.text()).toBe('Run');
  await button?.trigger('click');
  expect(run.emitted('run')).toHaveLength(1);
  await run.setProps({ runs: runs({ node: 'node1', state: 'done', exitCode: 0, at: 0 }) });
  expect(run.findAll('button').at(-1)?.text()).toBe('Again');
});

test('Enter on the block runs it, Enter on its button does not run it twice', async () => {
  const run = mountRun();
  await run.trigger('keydown', { key: 'Enter' });
  expect(run.emitted('run')).toHaveLength(1);
  await run.findAll('button').at(-1)?.trigger('keydown', { key: 'Enter' });
  expect(run.emitted('run')).toHaveLength(1);
});

test('a running block offers Stop for the nodes where it runs, and Enter does not start it again', async () => {
  const run = mountRun({
    block: { ...block, nodes: ['node1', 'node2'] },
    runs: runs({ node: 'node1', state: 'done', exitCode: 0 }, { node: 'node2', state: 'running', at: 0 }),
  });
  await run.trigger('keydown', { key: 'Enter' });
  expect(run.emitted('run')).toBeUndefined();
  const stop = run.findAll('button').at(-1);
  expect(stop?.text()).toBe('Stop');
  await stop?.trigger('click');
  expect(run.emitted('stop')).toEqual([[['node2']]]);
});

test('a blocked block says why and does nothing', async () => {
  const run = mountRun({ blocked: 'node1 is stopped. Start it first.' });
  const button = run.findAll('button').at(-1);
  expect(button?.attributes()).toMatchObject({ disabled: '', title: 'node1 is stopped. Start it first.' });
  await run.trigger('keydown', { key: 'Enter' });
  expect(run.emitted('run')).toBeUndefined();
});

test('a block with places to fill in shows them as pills and is not copied', () => {
  const lines = 'docker swarm join --token {{token.worker}} node1:2377';
  const run = mountRun({ block: { ...block, lines, html: lines } });
  expect(run.find('.variable').text()).toBe('join token for workers');
  expect(run.findAll('button')).toHaveLength(1);
});

test('the next block is marked until it was run', async () => {
  const run = mountRun({ isNext: true });
  expect(run.classes()).toContain('next');
  await run.setProps({ runs: runs({ node: 'node1', state: 'waiting' }) });
  expect(run.classes()).not.toContain('next');
});
