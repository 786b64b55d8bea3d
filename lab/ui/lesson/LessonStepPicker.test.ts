import { DOMWrapper, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import { WELCOME } from '../connection/fake-socket.ts';
import { placeSteps } from './course-steps.ts';
import LessonStepPicker from './LessonStepPicker.vue';

async function openPicker() {
  const picker = mount(LessonStepPicker, {
    props: { steps: placeSteps(WELCOME.course), here: 'b', met: { a: 1 }, open: false },
    attachTo: document.body,
  });
  await picker.setProps({ open: true });
  await nextTick();
  // The dialog is put at the end of the document.
  const page = new DOMWrapper(document.body);
  return { picker, page, input: page.find<HTMLInputElement>('input') };
}
const active = (page: DOMWrapper<Element>) => page.find('[aria-selected="true"]').text();

afterEach(() => {
  document.body.innerHTML = '';
});

test('it opens at the step the learner is at and tells how the others stand', async () => {
  const { page } = await openPicker();
  expect(active(page)).toContain('Step b');
  expect(page.findAll('[role="option"]').map((o) => o.find('.sr').text())).toEqual([
    ', done',
    ', you are here',
    ', not done',
  ]);
});

test('arrows go around, Enter goes there and closes', async () => {
  const { picker, page, input } = await openPicker();
  await input.trigger('keydown', { key: 'ArrowDown' });
  expect(active(page)).toContain('Step c');
  await input.trigger('keydown', { key: 'ArrowDown' });
  expect(active(page)).toContain('Step a');
  await input.trigger('keydown', { key: 'Enter' });
  expect(picker.emitted('go')?.[0]).toMatchObject([{ step: { id: 'a' } }]);
  expect(picker.emitted('update:open')?.at(-1)).toEqual([false]);
});

test('a typed number and Enter go to that step', async () => {
  const { picker, input } = await openPicker();
  await input.setValue('3');
  await input.trigger('keydown', { key: 'Enter' });
  expect(picker.emitted('go')?.[0]).toMatchObject([{ number: 3 }]);
});

test('a search without a find says so and Enter does nothing', async () => {
  const { picker, page, input } = await openPicker();
  await input.setValue('nothing like it');
  expect(page.text()).toContain('No step has “nothing like it”');
  await input.trigger('keydown', { key: 'Enter' });
  expect(picker.emitted('go')).toBeUndefined();
});

test('a part can be asked for with its cluster', async () => {
  const { picker, page } = await openPicker();
  await page.find('[aria-label^="Bring my cluster"]').trigger('click');
  expect(picker.emitted('bring')).toEqual([[WELCOME.course.modules[0]]]);
  expect(picker.emitted('update:open')).toEqual([[false]]);
});
