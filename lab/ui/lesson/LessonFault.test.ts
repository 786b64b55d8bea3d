import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import LessonFault from './LessonFault.vue';

const block = { type: 'fault', id: 'f', action: 'stop', nodes: ['node2', 'node3'], title: 'Cut the power' } as const;

test('the action is asked of the nodes that it has not reached', async () => {
  const fault = mount(LessonFault, { props: { block, powers: { node2: 'stopped', node3: 'running' } } });
  expect(fault.find('button').text()).toBe('Stop node3');
  await fault.find('button').trigger('click');
  expect(fault.emitted('fault')).toEqual([[['node3'], 'stop']]);
});

test('when all are stopped, the undo is offered', async () => {
  const fault = mount(LessonFault, { props: { block, powers: { node2: 'stopped', node3: 'stopped' } } });
  expect(fault.find('button').text()).toBe('Start node2, node3');
  await fault.find('button').trigger('click');
  expect(fault.emitted('fault')).toEqual([[['node2', 'node3'], 'start']]);
});

test('machines that are not there yet are created', async () => {
  const start = { ...block, action: 'start' as const };
  const fault = mount(LessonFault, { props: { block: start, powers: { node2: 'running', node3: 'spare' } } });
  expect(fault.find('button').text()).toBe('Create node3');
  await fault.find('button').trigger('click');
  expect(fault.emitted('fault')).toEqual([[['node3'], 'start']]);
});

test('to start what runs already makes no sense and is not offered', () => {
  const start = { ...block, action: 'start' as const };
  const fault = mount(LessonFault, { props: { block: start, powers: { node2: 'running', node3: 'running' } } });
  expect(fault.find('button').attributes('disabled')).toBeDefined();
});
