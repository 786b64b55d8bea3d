import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import type { ModuleOutline, SandboxView } from '../../contract/index.ts';
import LessonOwnCluster from './LessonOwnCluster.vue';

const module: ModuleOutline = {
  id: 'cloud',
  title: 'Cloud',
  cluster: 'node1/swarm-1/2/cloud',
  ownNodes: ['node1'],
  steps: [],
};
const sandbox = (cluster: string, state: SandboxView['state'] = 'ready'): SandboxView => ({
  state,
  message: '',
  cluster,
  nodes: [{ name: 'node1', up: true }],
});

test('a part with other machines says so, and asks to swap them', async () => {
  const card = mount(LessonOwnCluster, { props: { module, sandbox: sandbox('node1 node2//1/') } });
  expect(card.text()).toContain('This part has machines of its own.');
  expect(card.text()).toContain('Yours are node1.');
  await card.find('button').trigger('click');
  expect(card.emitted('bring')).toEqual([[module]]);
});

test('a part of the course itself is offered its machines back', () => {
  const { ownNodes: _, ...main } = module;
  const card = mount(LessonOwnCluster, { props: { module: main, sandbox: sandbox('another') } });
  expect(card.text()).toContain('on the machines of the course');
});

test('nothing is said where the machines are the right ones, or none are there', () => {
  for (const fitting of [sandbox('node1/swarm-1/2/cloud'), sandbox('another', 'opening')]) {
    expect(
      mount(LessonOwnCluster, { props: { module, sandbox: fitting } })
        .find('button')
        .exists(),
    ).toBe(false);
  }
});
