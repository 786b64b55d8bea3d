import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import type { CheckView, Verdict } from '../../contract/index.ts';
import LessonChecks from './LessonChecks.vue';

const checks: CheckView[] = [
  { title: 'Three managers answer' },
  { title: 'You know the leader', ask: 'Which node leads?', choices: ['node1', 'node2'] },
  { title: 'You can read a token', ask: 'Which part differs?' },
];

function mountChecks(verdicts: readonly Verdict[], typed: Record<number, string> = {}) {
  return mount(LessonChecks, {
    props: {
      number: 4,
      checks,
      verdicts,
      isMet: false,
      isReady: true,
      disabled: '',
      typed: (i: number) => typed[i] ?? '',
    },
  });
}

test('each check has its state as a word and its reason as a sentence', () => {
  const panel = mountChecks([
    { index: 0, state: 'met', because: 'All three answer.' },
    { index: 1, state: 'notYet', because: 'No answer yet.' },
  ]);
  const rows = panel.findAll('li').map((li) => li.text().replace(/\s+/g, ' '));
  expect(rows[0]).toBe('Met: Three managers answer');
  expect(rows[1]).toContain('Not yet: You know the leader');
  expect(rows[1]).toContain('No answer yet.');
  expect(rows[2]).toContain('Not looked at yet: You can read a token');
  expect(panel.text()).toContain('1 of 3');
});

test('a choice is an answer at once and stays chosen', async () => {
  const panel = mountChecks([], { 1: 'node2' });
  await panel.findAll('.choices button')[0]?.trigger('click');
  expect(panel.emitted('answer')).toEqual([[1, 'node1']]);
  expect(panel.emitted('type')).toEqual([[1, 'node1']]);
  expect(panel.findAll('.choices button').map((b) => b.attributes('aria-pressed'))).toEqual(['false', 'true']);
});

test('a typed answer is sent with Enter, without spaces around it, and stays when it was wrong', async () => {
  const panel = mountChecks([], { 2: '  the third ' });
  await panel.find('form').trigger('submit');
  expect(panel.emitted('answer')).toEqual([[2, 'the third']]);
  await panel.setProps({ verdicts: [{ index: 2, state: 'notYet', because: '“the third” is not right.' }] });
  expect(panel.find('input').element.value).toBe('  the third ');
  expect(panel.text()).toContain('“the third” is not right.');
});

test('an empty answer is not sent', async () => {
  const panel = mountChecks([], { 2: '   ' });
  await panel.find('form').trigger('submit');
  expect(panel.emitted('answer')).toBeUndefined();
  expect(panel.find('form button').attributes('disabled')).toBeDefined();
});

test('answers wait while the page is disconnected', async () => {
  const panel = mountChecks([]);
  await panel.setProps({ disabled: 'The page is disconnected.' });
  const buttons = panel.findAll('button');
  expect(buttons.length).toBeGreaterThan(2);
  expect(buttons.every((b) => b.attributes('disabled') !== undefined)).toBe(true);
});

test('the done step is announced once, with what holds', async () => {
  const panel = mountChecks([{ index: 0, state: 'met', because: 'yes' }]);
  const all = [0, 1, 2].map((index) => ({ index, state: 'met', because: 'yes' }) as const);
  await panel.setProps({ verdicts: all, isMet: true });
  await nextTick();
  expect(panel.find('[aria-live]').text()).toBe('Step 4 is done. All three checks hold.');
  expect(panel.find('.checks-head').classes()).toContain('done');
});
