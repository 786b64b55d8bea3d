import { expect, test } from 'vitest';
import { nextTick, ref } from 'vue';
import type { HintOffer } from '../connection/index.ts';
import { useHintOffer } from './use-hint-offer.ts';

function open(html: string) {
  const element = document.createElement('div');
  element.innerHTML = html;
  const state = {
    offer: ref<HintOffer>(),
    step: ref('a'),
    isMet: ref(false),
    text: ref('text'),
    body: ref<HTMLElement | null>(element),
  };
  const offered = useHintOffer(state);
  const settle = async () => {
    await nextTick();
    await nextTick();
  };
  const isOpen = () => [...element.querySelectorAll('details')].map((fold) => fold.open);
  return { ...state, ...offered, settle, isOpen };
}
const HINT = '<details data-hint><summary>Hint</summary>x</details>';
const offer = (number: number): HintOffer => ({ step: 'a', node: 'node1', number });

test('an offer unfolds the next hint, once for each', async () => {
  const page = open(`${HINT}<details><summary>Solution</summary></details>${HINT}`);
  page.offer.value = offer(1);
  await page.settle();
  expect(page.shown.value?.node).toBe('node1');
  page.take();
  expect(page.isOpen()).toEqual([true, false, false]);
  expect(page.shown.value).toBeUndefined();
  page.offer.value = offer(2);
  await page.settle();
  page.take();
  expect(page.isOpen()).toEqual([true, false, true]);
  page.offer.value = offer(3);
  await page.settle();
  expect(page.shown.value).toBeUndefined();
});

test('a hint within a fold is shown with the fold', async () => {
  const page = open(`<details><summary>More</summary>${HINT}</details>`);
  page.offer.value = offer(1);
  await page.settle();
  page.take();
  expect(page.isOpen()).toEqual([true, true]);
});

test('nothing is offered without a hint, at another step, or once the step is met', async () => {
  const none = open('<p>no hint</p>');
  none.offer.value = offer(1);
  await none.settle();
  expect(none.shown.value).toBeUndefined();
  const page = open(HINT);
  page.offer.value = offer(1);
  await page.settle();
  page.isMet.value = true;
  expect(page.shown.value).toBeUndefined();
  page.isMet.value = false;
  page.step.value = 'b';
  expect(page.shown.value).toBeUndefined();
});

test('an offer that was turned down does not come back, the next one does', async () => {
  const page = open(HINT);
  page.offer.value = offer(1);
  await page.settle();
  page.dismiss();
  expect(page.shown.value).toBeUndefined();
  page.offer.value = offer(2);
  await page.settle();
  expect(page.shown.value?.number).toBe(2);
});
