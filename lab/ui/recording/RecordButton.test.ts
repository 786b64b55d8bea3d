import { mount } from '@vue/test-utils';
import { expect, test, vi } from 'vitest';
import { defineComponent, h, reactive } from 'vue';
import type { RecordingState } from '../../contract/index.ts';
import { provideRecorder, RecordButton, RecordMark } from './index.ts';

const terminal = { node: 'node1', shell: 'main' };

function mountWith(state?: Partial<RecordingState>) {
  const recordings = reactive(new Map<string, RecordingState>());
  const set = (now: Partial<RecordingState>): void => {
    recordings.set('node1/main', { ...terminal, on: true, by: 'learner', because: 'You asked for it.', ...now });
  };
  if (state) set(state);
  const record = vi.fn();
  const page = defineComponent(() => {
    provideRecorder({ recordings, record });
    return () => [h(RecordButton, terminal), h(RecordMark, terminal), h(RecordMark, { ...terminal, shell: 's2' })];
  });
  return { page: mount(page), record, set };
}

test('a terminal is recorded at a press, which is then said, and stopped at the next', async () => {
  const { page, record, set } = mountWith();
  expect(page.text()).toBe('');
  await page.find('button').trigger('click');
  expect(record).toHaveBeenLastCalledWith('node1', 'main', true);
  set({ on: true });
  await page.vm.$nextTick();
  expect(page.find('button').attributes('title')).toBe('You asked for it.');
  expect(page.findAll('.in-tab')).toHaveLength(1);
  await page.find('button').trigger('click');
  expect(record).toHaveBeenLastCalledWith('node1', 'main', false);
});

test('what the lab records is said with who asked, and cannot be changed', async () => {
  const { page, set } = mountWith({ by: 'lab', because: 'The lab records.' });
  expect(page.find('.recorded').attributes('title')).toBe('The lab records.');
  expect(page.find('.recorded').text()).toContain('Recorded');
  expect(page.find('button').exists()).toBe(false);
  set({ by: 'lab', on: false, because: 'It is full.' });
  await page.vm.$nextTick();
  expect(page.find('button').exists()).toBe(false);
  expect(page.find('.recorded').exists()).toBe(false);
});

test('without a seat there is nothing to press', () => {
  expect(mount(RecordButton, { props: terminal }).find('button').exists()).toBe(false);
});
